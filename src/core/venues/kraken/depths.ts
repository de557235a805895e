import type { ByteReader, ByteWriter } from "../../base/bytes.ts";

/** The depths that Kraken offers. */
const OFFERED = [10, 25, 100, 500, 1000] as const;

/**
 * To how many levels a side each book was subscribed, by connection and symbol. The answer to the subscription says so, and nothing after
 * it does; where a recording lacks it, the depth is the least on offer that holds the snapshot.
 */
export class BookDepths {
  private readonly depths = new Map<string, Map<string, number>>();

  note(conn: string, symbol: string, depth: number): void {
    const books = this.depths.get(conn) ?? new Map<string, number>();
    this.depths.set(conn, books.set(symbol, depth));
  }

  of(conn: string, symbol: string, levels: number): number {
    return this.depths.get(conn)?.get(symbol) ?? OFFERED.find((depth) => levels <= depth) ?? levels;
  }

  forget(conn: string, symbol?: string): void {
    if (symbol === undefined) this.depths.delete(conn);
    else this.depths.get(conn)?.delete(symbol);
  }

  write(w: ByteWriter): void {
    const rows = [...this.depths].flatMap(([conn, books]) => [...books].map(([symbol, depth]) => [conn, symbol, depth] as const));
    rows.sort(([a, b], [c, d]) => (a === c ? (b < d ? -1 : 1) : a < c ? -1 : 1));
    w.uint(rows.length);
    for (const [conn, symbol, depth] of rows) {
      w.string(conn);
      w.string(symbol);
      w.uint(depth);
    }
  }

  read(r: ByteReader): void {
    this.depths.clear();
    for (let left = r.uint(); left > 0; left--) this.note(r.string(), r.string(), r.uint());
  }
}
