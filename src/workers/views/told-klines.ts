import type { CandleRow } from "../../core/candles/candle-row.ts";
import { type PartialKline, toldKline } from "../../core/candles/exchange-kline.ts";
import { exchangeNote } from "../../core/candles/exchange-note.ts";
import { ONE_MINUTE } from "../../core/candles/interval.ts";
import { MAX_EXCHANGE_NOTE } from "../../core/contract/chart-view.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { VenueFigures } from "../../core/venues/message.ts";
import type { Venue } from "../../core/venues/venue.ts";
import type { ChartRow } from "./chart-series.ts";

/** Candles may still change for an hour and a little: so many minutes of each instrument are kept. */
const KEPT = 70;

/** What the exchange's own 1 m candles, as its stream tells of them, say of the recorded ones. */
export class ToldKlines {
  private readonly sumsOnly: boolean;
  private readonly told = new Map<InstrumentId, Map<number, PartialKline>>();

  constructor(venue: Venue) {
    this.sumsOnly = venue.candles?.open === "previous-close";
  }

  take(id: InstrumentId, figures: VenueFigures): void {
    const { name, values } = figures;
    if (name !== "kline" || (values["x"] !== true && values["final"] !== true)) return;
    const told = toldKline(figures);
    if (told !== null && told.interval === ONE_MINUTE.name && told.closed) this.keep(id, told.kline);
  }

  /** Takes over what another fold of the same recording was told before. */
  adopt(earlier: ToldKlines): void {
    for (const [id, klines] of earlier.told) {
      const own = [...(this.told.get(id)?.values() ?? [])];
      this.told.set(id, new Map());
      for (const kline of [...klines.values(), ...own]) this.keep(id, kline);
    }
  }

  /** The candle with what is known of it. */
  noted(id: InstrumentId, row: CandleRow): ChartRow {
    const theirs = row.final ? this.told.get(id)?.get(row.openTime) : undefined;
    return theirs === undefined ? row : { ...row, exchange: exchangeNote(row, theirs, this.sumsOnly, MAX_EXCHANGE_NOTE) };
  }

  private keep(id: InstrumentId, kline: PartialKline): void {
    const klines = this.told.get(id) ?? new Map<number, PartialKline>();
    this.told.set(id, klines);
    klines.set(kline.openTime, kline);
    for (const openTime of klines.keys()) {
      if (klines.size <= KEPT) break;
      klines.delete(openTime);
    }
  }
}
