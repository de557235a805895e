import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import type { Int } from "../base/decimal.ts";
import type { Scale } from "../market/instrument.ts";
import type { Side } from "../market/trade.ts";
import { decodeMessage, encodeFitting, encodeMessage, readCode, readColumn, readFlag } from "./view-bytes.ts";
import { TAPE_MESSAGE, type ViewHeader } from "./view.ts";

/** One trade on the tape: exact integers at the view's scale, its own time in Unix ms, the aggressor's side. */
export interface TapeTrade {
  readonly id: number;
  readonly eventMs: number;
  readonly price: Int;
  readonly qty: Int;
  readonly side: Side;
}

/** Trades of one instrument that came since the view before. */
export interface TapeView extends ViewHeader {
  readonly instrument: string;
  /** Whether what was shown before is to be forgotten: another instrument, or another moment of the replay. */
  readonly reset: boolean;
  readonly scale: Scale;
  /** In the order they came, oldest first. */
  readonly trades: readonly TapeTrade[];
  /** Older trades since the view before that no view will carry: more came than the desk keeps for the tape. */
  readonly skipped: number;
}

const SIDES: readonly Side[] = ["buy", "sell"];

/** Encodes a view as one message; trades that do not fit, because their numbers are of monstrous length, are counted as skipped. */
export function encodeTapeView(view: TapeView): ArrayBuffer {
  return encodeFitting(view.trades.toReversed(), (newestFirst) =>
    encodeMessage(TAPE_MESSAGE, view, (w) => {
      w.string(view.instrument);
      w.bool(view.reset);
      w.uint(view.scale.price);
      w.uint(view.scale.qty);
      w.uint(view.skipped + view.trades.length - newestFirst.length);
      writeTrades(w, newestFirst.toReversed());
    }),
  );
}

/** Throws ViewError where the bytes are no such view. */
export function decodeTapeView(buffer: ArrayBuffer): TapeView {
  return decodeMessage(buffer, TAPE_MESSAGE, (r) => ({
    instrument: r.string(),
    reset: readFlag(r),
    scale: { price: r.uint(), qty: r.uint() },
    skipped: r.uint(),
    trades: readTrades(r),
  }));
}

/** Columns: ids and times (each as its distance from the one before), prices, quantities, sides. */
function writeTrades(w: ByteWriter, trades: readonly TapeTrade[]): void {
  w.uint(trades.length);
  for (const name of ["id", "eventMs"] as const) {
    let before = 0;
    for (const trade of trades) {
      w.int(trade[name] - before);
      before = trade[name];
    }
  }
  for (const { price } of trades) w.int(price);
  for (const { qty } of trades) w.int(qty);
  for (const { side } of trades) w.u8(SIDES.indexOf(side));
}

function readTrades(r: ByteReader): TapeTrade[] {
  const count = r.uint();
  const [ids, times] = [readRunning(r, count), readRunning(r, count)];
  const prices = readColumn(count, () => r.int());
  const quantities = readColumn(count, () => r.int());
  const sides = readColumn(count, () => readCode(r, SIDES));
  return sides.map((side, n) => ({ id: ids[n] as number, eventMs: times[n] as number, price: prices[n] as Int, qty: quantities[n] as Int, side }));
}

function readRunning(r: ByteReader, count: number): number[] {
  let before = 0;
  return readColumn(count, () => (before += Number(r.int())));
}
