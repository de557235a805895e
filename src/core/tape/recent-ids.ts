import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { hash128 } from "../base/hash.ts";

/** As many trades as a venue's REST history gives at once after a reconnect (Bybit: 1,000). */
export const RECENT_IDS = 1_024;

const encoder = new TextEncoder();

/**
 * The last ids of a venue whose trade ids are no running numbers (UUIDs, numbers shared by all symbols): enough to know a repeat.
 * Each is kept as 52 bits of its hash: among 1,024 of them, one id in 4 * 10^12 would be taken for another.
 */
export class RecentIds {
  private order: number[] = [];
  private oldest = 0;
  private readonly held = new Set<number>();

  /** Adds an id; false where it is held already. */
  insert(id: string): boolean {
    const key = Number.parseInt(hash128(encoder.encode(id)).slice(0, 13), 16);
    if (this.held.has(key)) return false;
    this.push(key);
    return true;
  }

  write(w: ByteWriter): void {
    w.uint(this.order.length);
    for (let n = 0; n < this.order.length; n++) w.uint(this.order[(this.oldest + n) % this.order.length] as number);
  }

  static read(r: ByteReader): RecentIds {
    const ids = new RecentIds();
    for (let left = r.uint(); left > 0; left--) ids.push(r.uint());
    return ids;
  }

  private push(key: number): void {
    this.held.add(key);
    if (this.order.length < RECENT_IDS) {
      this.order.push(key);
      return;
    }
    this.held.delete(this.order[this.oldest] as number);
    this.order[this.oldest] = key;
    this.oldest = (this.oldest + 1) % RECENT_IDS;
  }
}
