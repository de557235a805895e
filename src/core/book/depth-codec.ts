import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { type Int, rescale, shortestScale } from "../base/decimal.ts";
import type { Scale } from "../market/instrument.ts";
import { DepthUpdate, type LevelList } from "./depth-update.ts";

/** Writes a depth message canonically: its values decide the bytes, not the scale they are held at. */
export function writeDepth(w: ByteWriter, depth: DepthUpdate): void {
  w.int(depth.first);
  w.int(depth.last);
  w.int(depth.prev);
  const price = Math.max(places(depth.bids, "price", depth.scale), places(depth.asks, "price", depth.scale));
  const qty = Math.max(places(depth.bids, "qty", depth.scale), places(depth.asks, "qty", depth.scale));
  w.uint(price);
  w.uint(qty);
  for (const side of [depth.bids, depth.asks]) {
    w.uint(side.count);
    for (let i = 0; i < side.count; i++) {
      w.int(rescale(side.priceAt(i), depth.scale.price, price));
      w.int(rescale(side.qtyAt(i), depth.scale.qty, qty));
    }
  }
}

export function readDepth(r: ByteReader): DepthUpdate {
  const depth = new DepthUpdate();
  depth.first = r.int();
  depth.last = r.int();
  depth.prev = r.int();
  depth.scale = { price: r.uint(), qty: r.uint() };
  for (const side of [depth.bids, depth.asks]) {
    const levels: [Int, Int][] = [];
    for (let left = r.uint(); left > 0; left--) levels.push([r.int(), r.int()]);
    side.assign(levels);
  }
  return depth;
}

function places(list: LevelList, field: "price" | "qty", scale: Scale): number {
  let most = 0;
  for (let i = 0; i < list.count; i++) {
    most = Math.max(most, shortestScale(field === "price" ? list.priceAt(i) : list.qtyAt(i), scale[field]));
  }
  return most;
}
