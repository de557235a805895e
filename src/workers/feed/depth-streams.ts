import type { Connection } from "./connection.ts";
import { SilenceLimit } from "./silence-limit.ts";

interface DepthStream {
  readonly limit: SilenceLimit;
  /** The connection that brought its last message; null where none has since that connection opened. */
  connection: Connection | null;
  lastMs: number;
  /** It counts as silent from here on; infinite where that cannot be said. */
  silentAtMs: number;
  silent: boolean;
}

/** A stream that has been silent for longer than its own rhythm explains. */
export interface SilentStream {
  readonly symbol: string;
  readonly connection: Connection;
  readonly silentMs: number;
  /** Whether that was already said of this silence. */
  readonly known: boolean;
}

/** Which symbols' depth streams flow, and which have fallen silent while their connection lives. */
export class DepthStreams {
  private readonly streams = new Map<string, DepthStream>();

  /** Whether the symbol has sent depth on a connection that is still open. */
  flows(symbol: string): boolean {
    return this.streams.get(symbol)?.connection != null;
  }

  /** A depth message came; true where it is the first of this symbol on an open connection. */
  heard(symbol: string, connection: Connection, nowMs: number): boolean {
    let stream = this.streams.get(symbol);
    if (stream === undefined) {
      stream = { limit: new SilenceLimit(), connection: null, lastMs: 0, silentAtMs: Number.POSITIVE_INFINITY, silent: false };
      this.streams.set(symbol, stream);
    }
    const first = stream.connection === null;
    stream.limit.note(first ? null : nowMs - stream.lastMs);
    stream.connection = connection;
    stream.lastMs = nowMs;
    stream.silentAtMs = nowMs + stream.limit.ms;
    stream.silent = false;
    return first;
  }

  /** The connection ended: what it carried does not flow until it speaks again. */
  down(connection: Connection): void {
    for (const stream of this.streams.values()) if (stream.connection === connection) this.halt(stream);
  }

  forget(symbol: string): void {
    this.streams.delete(symbol);
  }

  /** Reading was paused: silence counts from now. */
  forgiveSilence(nowMs: number): void {
    for (const stream of this.streams.values()) {
      if (stream.connection === null || stream.silent) continue;
      stream.lastMs = nowMs;
      stream.silentAtMs = nowMs + stream.limit.ms;
    }
  }

  /** The streams that have been silent for too long, each once, and again whenever its silence has doubled. */
  silent(nowMs: number): SilentStream[] {
    const found: SilentStream[] = [];
    for (const [symbol, stream] of this.streams) {
      const { connection } = stream;
      if (connection === null || nowMs < stream.silentAtMs) continue;
      const silentMs = nowMs - stream.lastMs;
      found.push({ symbol, connection, silentMs, known: stream.silent });
      stream.silent = true;
      stream.silentAtMs = nowMs + silentMs;
    }
    return found;
  }

  private halt(stream: DepthStream): void {
    stream.connection = null;
    stream.silent = false;
    stream.silentAtMs = Number.POSITIVE_INFINITY;
  }
}
