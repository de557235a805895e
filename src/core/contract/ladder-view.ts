import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { add, type Int, subtract } from "../base/decimal.ts";
import type { Scale } from "../market/instrument.ts";
import type { Quality } from "../market/quality.ts";
import { decodeMessage, encodeFitting, encodeMessage, readCode, readColumn } from "./view-bytes.ts";
import { LADDER_MESSAGE, MAX_REASON_LENGTH, QUALITY_CODES, type ViewHeader } from "./view.ts";

/** The most levels of each side that a view shows. */
export const LADDER_LEVELS = 50;

/** One price level: exact integers at the view's scale. */
export interface LadderLevel {
  readonly price: Int;
  readonly qty: Int;
}

/** The top of one instrument's book as it is now; every view is whole. */
export interface LadderView extends ViewHeader {
  readonly instrument: string;
  readonly quality: Quality;
  /** Why there are no levels to show, for a person; empty where the book may be read. */
  readonly reason: string;
  readonly scale: Scale;
  /** Best first; both empty where the book may not be read. */
  readonly bids: readonly LadderLevel[];
  readonly asks: readonly LadderLevel[];
  /** How many levels the book holds on each side, shown or not. */
  readonly bidLevels: number;
  readonly askLevels: number;
}

/** Encodes a view as one message; of a book whose numbers are of monstrous length it shows fewer levels. */
export function encodeLadderView(view: LadderView): ArrayBuffer {
  const ranks = Array.from({ length: Math.max(view.bids.length, view.asks.length) }, (_, rank) => rank);
  return encodeFitting(ranks, ({ length }) =>
    encodeMessage(LADDER_MESSAGE, view, (w) => {
      w.string(view.instrument);
      w.u8(QUALITY_CODES.indexOf(view.quality));
      w.string(view.reason.slice(0, MAX_REASON_LENGTH).toWellFormed());
      w.uint(view.scale.price);
      w.uint(view.scale.qty);
      w.uint(view.bidLevels);
      w.uint(view.askLevels);
      writeSide(w, view.bids.slice(0, length));
      writeSide(w, view.asks.slice(0, length));
    }),
  );
}

/** Throws ViewError where the bytes are no such view. */
export function decodeLadderView(buffer: ArrayBuffer): LadderView {
  return decodeMessage(buffer, LADDER_MESSAGE, (r) => ({
    instrument: r.string(),
    quality: readCode(r, QUALITY_CODES),
    reason: r.string(),
    scale: { price: r.uint(), qty: r.uint() },
    bidLevels: r.uint(),
    askLevels: r.uint(),
    bids: readSide(r),
    asks: readSide(r),
  }));
}

/** Columns: prices, each as its distance from the one before, then quantities. */
function writeSide(w: ByteWriter, levels: readonly LadderLevel[]): void {
  w.uint(levels.length);
  let before: Int = 0;
  for (const { price } of levels) {
    w.int(subtract(price, before));
    before = price;
  }
  for (const { qty } of levels) w.int(qty);
}

function readSide(r: ByteReader): LadderLevel[] {
  const count = r.uint();
  let before: Int = 0;
  const prices = readColumn(count, () => (before = add(before, r.int())));
  const quantities = readColumn(count, () => r.int());
  return prices.map((price, rank) => ({ price, qty: quantities[rank] as Int }));
}
