import type { CandleRow } from "../../core/candles/candle-row.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import { NO_PAST, PAST_CLOSES, type PastCloses, pastCloses } from "../../core/ticker/past-closes.ts";

/** Where the exchange gave none it is asked again, at the earliest so much later. */
const AGAIN_MS = 600_000;

export interface PastLinesOptions {
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** The last candles of an instrument are wanted; {@link PastLines.adopt} brings them. */
  readonly onWanted: (id: InstrumentId, interval: string, most: number) => void;
}

/** What the exchange says of prices before the recording began, for the lines of the watchlist's rows: asked for once, when a row is first drawn. */
export class PastLines {
  private readonly options: PastLinesOptions;
  private readonly closes = new Map<InstrumentId, PastCloses>();
  private readonly askedMs = new Map<InstrumentId, number>();

  constructor(options: PastLinesOptions) {
    this.options = options;
  }

  /** Empty until they are here. */
  of(id: InstrumentId): PastCloses {
    const known = this.closes.get(id);
    if (known !== undefined) return known;
    const { clock, onWanted } = this.options;
    const nowMs = clock();
    if (nowMs - (this.askedMs.get(id) ?? Number.NEGATIVE_INFINITY) >= AGAIN_MS) {
      this.askedMs.set(id, nowMs);
      onWanted(id, PAST_CLOSES.interval, PAST_CLOSES.most);
    }
    return NO_PAST;
  }

  /** False where the exchange gave none. */
  adopt(id: InstrumentId, rows: readonly CandleRow[]): boolean {
    if (rows.length === 0) return false;
    this.closes.set(id, pastCloses(rows));
    return true;
  }
}
