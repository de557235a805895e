import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import type { Sparkline } from "../ticker/sparkline.ts";
import { decodeMessage, encodeMessage, readColumn } from "./view-bytes.ts";
import { SPARKLINE_MESSAGE, type ViewHeader } from "./view.ts";

/** The line of one watchlist row; without points where none is known any more. `instrument` is the number that the source's `view.instruments` gave to the id. */
export interface SparklineRow extends Sparkline {
  readonly instrument: number;
}

/** Lines of watchlist rows that have changed since the view before. They keep a slow pace of their own, beside the rows' figures. */
export interface SparklineView extends ViewHeader {
  readonly rows: readonly SparklineRow[];
}

/** So many rows (at most 190 bytes each) stay far below a message's bound. */
export const SPARKLINES_PER_VIEW = 100;

/** Encodes a view as one message; at most {@link SPARKLINES_PER_VIEW} rows. */
export function encodeSparklineView(view: SparklineView): ArrayBuffer {
  if (view.rows.length > SPARKLINES_PER_VIEW) throw new RangeError(`${view.rows.length} lines in one view`);
  return encodeMessage(SPARKLINE_MESSAGE, view, (w) => writeRows(w, view.rows));
}

/** Throws ViewError where the bytes are no such view. */
export function decodeSparklineView(buffer: ArrayBuffer): SparklineView {
  return decodeMessage(buffer, SPARKLINE_MESSAGE, (r) => ({ rows: readRows(r) }));
}

/** Columns: instruments, beginnings, steps, least and greatest prices, numbers of points, then the points (each as its distance from the one before). */
function writeRows(w: ByteWriter, rows: readonly SparklineRow[]): void {
  w.uint(rows.length);
  for (const { instrument } of rows) w.uint(instrument);
  for (const { fromMs } of rows) w.int(fromMs);
  for (const { stepMs } of rows) w.uint(stepMs);
  for (const { low } of rows) w.f64(low);
  for (const { high } of rows) w.f64(high);
  for (const { levels } of rows) w.uint(levels.length);
  for (const { levels } of rows) levels.forEach((level, n) => w.int(level - (levels[n - 1] ?? 0)));
}

function readRows(r: ByteReader): SparklineRow[] {
  const count = r.uint();
  const instruments = readColumn(count, () => r.uint());
  const beginnings = readColumn(count, () => Number(r.int()));
  const steps = readColumn(count, () => r.uint());
  const lows = readColumn(count, () => r.f64());
  const highs = readColumn(count, () => r.f64());
  const lengths = readColumn(count, () => r.uint());
  return instruments.map((instrument, n) => {
    let level = 0;
    return {
      instrument,
      fromMs: beginnings[n] as number,
      stepMs: steps[n] as number,
      low: lows[n] as number,
      high: highs[n] as number,
      levels: readColumn(lengths[n] as number, () => (level += Number(r.int()))),
    };
  });
}
