import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import type { Int } from "../base/decimal.ts";
import type { Scale } from "../market/instrument.ts";
import { type Gap, GAP_CAUSES, type Quality } from "../market/quality.ts";
import { decodeMessage, encodeMessage, readCode, readColumn, readFlag } from "./view-bytes.ts";
import { LIQUIDITY_MESSAGE, MAX_REASON_LENGTH, QUALITY_CODES, type ViewHeader } from "./view.ts";

/** Quantity bid and asked within `bps` hundredths of a per cent of the middle price: doubles, the nearest to the exact sums. */
export interface DepthBand {
  readonly bps: number;
  readonly bid: number;
  readonly ask: number;
  /** Whether both sides hold a level beyond: where not, the sums are the least they can be. */
  readonly whole: boolean;
}

/** Figures over a book after one frame. */
export interface BookFigures {
  /** Best prices, and the step that all prices are multiples of, at the view's scale. */
  readonly bid: Int;
  readonly ask: Int;
  readonly tick: Int;
  /** Hundredths of a per cent of the middle price. */
  readonly spreadBps: number;
  readonly mid: number;
  readonly microprice: number;
  /** -1 only asks, 1 only bids, of the best five levels. */
  readonly imbalance: number;
  readonly depth: readonly DepthBand[];
}

/** What a book has gone through since its first message. */
export interface BookHistory {
  /** How often it became live, and how often it did so after a gap. */
  readonly epochs: number;
  readonly resyncs: number;
  readonly gaps: number;
  /** The last of them; null where there was none. */
  readonly lastGap: Gap | null;
  readonly applied: number;
  readonly stale: number;
  readonly duplicate: number;
  readonly rejected: number;
  /** Of venues that send them. */
  readonly checksums: { readonly ok: number; readonly failed: number };
}

/** How one instrument's book stands now, and what it says of the market's depth; every view is whole. */
export interface LiquidityView extends ViewHeader {
  readonly instrument: string;
  readonly quality: Quality;
  /** Why it is not live, for a person; empty where it is. */
  readonly reason: string;
  /** When `quality` became what it is, Unix ms on the desk's clock; null before the first message. */
  readonly sinceMs: number | null;
  readonly scale: Scale;
  /** How many levels are known, a side. */
  readonly bidLevels: number;
  readonly askLevels: number;
  /** Null where the book may not be read, or a side of it is empty. */
  readonly figures: BookFigures | null;
  readonly history: BookHistory;
}

/** Encodes a view as one message. */
export function encodeLiquidityView(view: LiquidityView): ArrayBuffer {
  return encodeMessage(LIQUIDITY_MESSAGE, view, (w) => {
    w.string(view.instrument);
    w.u8(QUALITY_CODES.indexOf(view.quality));
    w.string(view.reason.slice(0, MAX_REASON_LENGTH).toWellFormed());
    w.f64(view.sinceMs ?? Number.NaN);
    for (const count of [view.scale.price, view.scale.qty, view.bidLevels, view.askLevels]) w.uint(count);
    w.bool(view.figures !== null);
    if (view.figures !== null) writeFigures(w, view.figures);
    writeHistory(w, view.history);
  });
}

/** Throws ViewError where the bytes are no such view. */
export function decodeLiquidityView(buffer: ArrayBuffer): LiquidityView {
  return decodeMessage(buffer, LIQUIDITY_MESSAGE, (r) => ({
    instrument: r.string(),
    quality: readCode(r, QUALITY_CODES),
    reason: r.string(),
    sinceMs: orNull(r.f64()),
    scale: { price: r.uint(), qty: r.uint() },
    bidLevels: r.uint(),
    askLevels: r.uint(),
    figures: readFlag(r) ? readFigures(r) : null,
    history: readHistory(r),
  }));
}

/** Prices, doubles, then the bands in columns. */
function writeFigures(w: ByteWriter, { bid, ask, tick, spreadBps, mid, microprice, imbalance, depth }: BookFigures): void {
  for (const price of [bid, ask, tick]) w.int(price);
  for (const value of [spreadBps, mid, microprice, imbalance]) w.f64(value);
  w.uint(depth.length);
  for (const name of ["bps", "bid", "ask"] as const) for (const band of depth) w.f64(band[name]);
  for (const { whole } of depth) w.bool(whole);
}

function readFigures(r: ByteReader): BookFigures {
  const [bid, ask, tick] = [r.int(), r.int(), r.int()];
  const [spreadBps, mid, microprice, imbalance] = [r.f64(), r.f64(), r.f64(), r.f64()];
  const count = r.uint();
  const [widths, bids, asks] = [readColumn(count, () => r.f64()), readColumn(count, () => r.f64()), readColumn(count, () => r.f64())];
  const depth = widths.map((bps, n) => ({ bps, bid: bids[n] as number, ask: asks[n] as number, whole: readFlag(r) }));
  return { bid, ask, tick, spreadBps, mid, microprice, imbalance, depth };
}

function writeHistory(w: ByteWriter, { lastGap, checksums, ...counts }: BookHistory): void {
  const { epochs, resyncs, gaps, applied, stale, duplicate, rejected } = counts;
  for (const count of [epochs, resyncs, gaps, applied, stale, duplicate, rejected, checksums.ok, checksums.failed]) w.uint(count);
  w.bool(lastGap !== null);
  if (lastGap === null) return;
  w.uint(lastGap.fromRx);
  w.int(lastGap.toRx ?? -1);
  w.u8(GAP_CAUSES.indexOf(lastGap.cause));
}

function readHistory(r: ByteReader): BookHistory {
  const [epochs, resyncs, gaps, applied, stale, duplicate, rejected] = [r.uint(), r.uint(), r.uint(), r.uint(), r.uint(), r.uint(), r.uint()];
  const checksums = { ok: r.uint(), failed: r.uint() };
  const lastGap = readFlag(r) ? readGap(r) : null;
  return { epochs, resyncs, gaps, lastGap, applied, stale, duplicate, rejected, checksums };
}

function readGap(r: ByteReader): Gap {
  const fromRx = r.uint();
  const toRx = Number(r.int());
  return { fromRx, toRx: toRx < 0 ? null : toRx, cause: readCode(r, GAP_CAUSES) };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
