import type { ByteReader, ByteWriter } from "../base/bytes.ts";

/**
 * Which of several channels each book is made of, by connection and symbol, where a venue sends books of several depths, each with a sequence of
 * its own. The one that brought the last snapshot is the book's; what the others say of it is not read.
 */
export class BookChannels {
  private readonly conns = new Map<string, Map<string, string>>();

  /** Whether a message of `channel` is of the book; a `snapshot` makes its channel the book's. */
  reads(conn: string, symbol: string, channel: string, snapshot: boolean): boolean {
    const own = this.conns.get(conn)?.get(symbol);
    if (!snapshot || own === channel) return own === undefined || own === channel;
    const books = this.conns.get(conn) ?? new Map<string, string>();
    this.conns.set(conn, books.set(symbol, channel));
    return true;
  }

  /** A channel has ended. Returns whether it was the book's, or may have been. */
  end(conn: string, symbol: string, channel: string): boolean {
    const own = this.conns.get(conn)?.get(symbol);
    if (own !== undefined && own !== channel) return false;
    this.conns.get(conn)?.delete(symbol);
    return true;
  }

  forget(conn: string): void {
    this.conns.delete(conn);
  }

  write(w: ByteWriter): void {
    const rows = [...this.conns].flatMap(([conn, books]) => [...books].map(([symbol, channel]) => [conn, symbol, channel] as const));
    rows.sort(([a, b], [c, d]) => (a === c ? (b < d ? -1 : 1) : a < c ? -1 : 1));
    w.uint(rows.length);
    for (const row of rows) for (const text of row) w.string(text);
  }

  read(r: ByteReader): void {
    this.conns.clear();
    for (let left = r.uint(); left > 0; left--) this.reads(r.string(), r.string(), r.string(), true);
  }
}
