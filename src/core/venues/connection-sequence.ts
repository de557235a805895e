import type { ByteReader, ByteWriter } from "../base/bytes.ts";

/** What a number that runs over all messages of a connection says of the message that carries it. */
export type Step = "first" | "next" | "repeat" | "break";

/**
 * Sequences that run over whole connections, whatever the channel and the instrument: checked from the frames alone, before any of them is
 * given to an instrument. The first number seen of a connection is where its sequence begins.
 */
export class ConnectionSequence {
  /** Numbers looked at, and how many of them showed that something before them is missing. */
  checked = 0;
  broken = 0;
  private readonly last = new Map<string, number>();

  step(conn: string, number: number): Step {
    const last = this.last.get(conn);
    this.checked++;
    if (last !== undefined && number <= last) return "repeat";
    this.last.set(conn, number);
    if (last === undefined) return "first";
    if (number === last + 1) return "next";
    this.broken++;
    return "break";
  }

  /** The connection was opened or has ended: its next number is a first. */
  forget(conn: string): void {
    this.last.delete(conn);
  }

  clear(): void {
    this.last.clear();
  }

  write(w: ByteWriter): void {
    w.uint(this.last.size);
    for (const [conn, number] of [...this.last].sort(([a], [b]) => (a < b ? -1 : 1))) {
      w.string(conn);
      w.uint(number);
    }
  }

  read(r: ByteReader): void {
    this.clear();
    for (let left = r.uint(); left > 0; left--) this.last.set(r.string(), r.uint());
  }
}
