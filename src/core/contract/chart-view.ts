import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { decodeMessage, encodeMessage, readColumn, readFlag } from "./view-bytes.ts";
import { CHART_MESSAGE, type ViewHeader } from "./view.ts";

/** The most candles a chart holds. */
export const CHART_BARS = 2_000;
/** So many bars (at most 76 bytes and a note each) stay below a message's bound. */
const BARS_PER_MESSAGE = 320;
/** A note of {@link ChartBar.exchange} is cut to so many characters, which are ASCII. */
export const MAX_EXCHANGE_NOTE = 110;

/** One candle as a chart draws it. Prices and amounts are doubles, each the nearest to the exact value: for pixels, never for sums. */
export interface ChartBar {
  /** Its start, Unix ms. Of bars by activity, several of which may begin in one ms, each stands at least 1 ms after the one before. */
  readonly openTime: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** Of the closes up to this one, the forming candle's included; null where there is none yet. */
  readonly ema: number | null;
  readonly vwap: number | null;
  /** How many late trades changed it after it was final. */
  readonly revision: number;
  readonly final: boolean;
  /** Whether it is known to hold every trade of its time. */
  readonly complete: boolean;
  /** Whether it is the exchange's own candle: of before the recording, or of a time that the recording holds in part. In no digest. */
  readonly venue: boolean;
  /**
   * How the exchange's own candle differs from this recorded one, the exchange's figure less ours, as in `volume +0.1`; empty: it is
   * equal. Null where it is not known, or not final.
   */
  readonly exchange: string | null;
}

/** Candles of one instrument that changed since the view before; history first. */
export interface ChartView extends ViewHeader {
  readonly instrument: string;
  /** What the candles go by, as `readCandleKind` reads it: `5m`, `tick:100`. */
  readonly interval: string;
  /** Whether what was shown before is to be forgotten: the bars that follow are the history. */
  readonly reset: boolean;
  /** Whether older candles are still being computed: the lines over them, and the candles themselves, come with a later view. */
  readonly loading: boolean;
  /** Why older candles could not be had, for a person; empty where they could. */
  readonly fault: string;
  /** Decimals that the instrument's prices and quantities have shown. */
  readonly pricePlaces: number;
  readonly qtyPlaces: number;
  /** In order of time; each takes the place of the one with its `openTime`. */
  readonly bars: readonly ChartBar[];
}

const DOUBLES = ["open", "high", "low", "close", "volume", "ema", "vwap"] as const;

/** Encodes a view as one or more messages, of which only the first resets and only the last completes it. */
export function encodeChartView(view: ChartView): ArrayBuffer[] {
  const messages: ArrayBuffer[] = [];
  let from = 0;
  do {
    const bars = view.bars.slice(from, from + BARS_PER_MESSAGE);
    const complete = view.complete && from + bars.length >= view.bars.length;
    messages.push(
      encodeMessage(CHART_MESSAGE, { ...view, complete }, (w) => {
        w.string(view.instrument);
        w.string(view.interval);
        w.bool(view.reset && from === 0);
        w.bool(view.loading);
        w.string(view.fault);
        w.uint(view.pricePlaces);
        w.uint(view.qtyPlaces);
        writeBars(w, bars);
      }),
    );
    from += bars.length;
  } while (from < view.bars.length);
  return messages;
}

/** Throws ViewError where the bytes are no such view. */
export function decodeChartView(buffer: ArrayBuffer): ChartView {
  return decodeMessage(buffer, CHART_MESSAGE, (r) => ({
    instrument: r.string(),
    interval: r.string(),
    reset: readFlag(r),
    loading: readFlag(r),
    fault: r.string(),
    pricePlaces: r.uint(),
    qtyPlaces: r.uint(),
    bars: readBars(r),
  }));
}

/** Columns: open times (each as its distance from the one before), the doubles (NaN stands for null), revisions, flags. */
function writeBars(w: ByteWriter, bars: readonly ChartBar[]): void {
  w.uint(bars.length);
  let before = 0;
  for (const { openTime } of bars) {
    w.int(openTime - before);
    before = openTime;
  }
  for (const name of DOUBLES) for (const bar of bars) w.f64(bar[name] ?? Number.NaN);
  for (const { revision } of bars) w.uint(revision);
  for (const { final } of bars) w.bool(final);
  for (const { complete } of bars) w.bool(complete);
  for (const { venue } of bars) w.bool(venue);
  for (const { exchange } of bars) {
    w.bool(exchange !== null);
    if (exchange !== null) w.string(exchange);
  }
}

function readBars(r: ByteReader): ChartBar[] {
  const count = r.uint();
  let before = 0;
  const times = readColumn(count, () => (before += Number(r.int())));
  const [open, high, low, close, volume, ema, vwap] = DOUBLES.map(() => readColumn(count, () => r.f64()));
  const revisions = readColumn(count, () => r.uint());
  const finals = readColumn(count, () => readFlag(r));
  const completes = readColumn(count, () => readFlag(r));
  const venues = readColumn(count, () => readFlag(r));
  const notes = readColumn(count, () => (readFlag(r) ? r.string() : null));
  return times.map((openTime, n) => ({
    openTime,
    open: open?.[n] as number,
    high: high?.[n] as number,
    low: low?.[n] as number,
    close: close?.[n] as number,
    volume: volume?.[n] as number,
    ema: orNull(ema?.[n]),
    vwap: orNull(vwap?.[n]),
    revision: revisions[n] as number,
    final: finals[n] as boolean,
    complete: completes[n] as boolean,
    venue: venues[n] as boolean,
    exchange: notes[n] as string | null,
  }));
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
