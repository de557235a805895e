import type { Duplex } from "node:stream";
import { Emitter, Once } from "../core/contract/port-events.ts";
import type { Port, PortMessage, Undo } from "../core/contract/port.ts";

/** Before each message: its length in bytes (u32, little endian) and what it is (u8). */
const HEAD_BYTES = 5;
const TEXT = 0;
const BYTES = 1;
/** The reason of a close, as text; nothing comes after it. */
const FAREWELL = 2;
/** The largest message of an exchange has 64 MiB; a length beyond is no length. */
const MOST_BYTES = 2 ** 28;
/** An end that reads slower than so much waits is cut off: what it lacks it finds in the log. */
export const MOST_WAITING_BYTES = 16 * 1024 * 1024;

/** A port over a stream of bytes between two processes, such as a socket. It never holds more than {@link MOST_WAITING_BYTES} that wait. */
export class StreamPort implements Port {
  private readonly stream: Duplex;
  private readonly messages = new Emitter<PortMessage>();
  private readonly closed = new Once<string>();
  private rest: Buffer = Buffer.alloc(0);
  private ended = false;

  constructor(stream: Duplex) {
    this.stream = stream;
    stream.on("data", (chunk: Buffer) => this.read(chunk));
    // The other process is gone; `close` follows, and tells it.
    stream.on("error", () => stream.destroy());
    stream.on("close", () => this.lose(""));
    stream.resume();
  }

  get waitingBytes(): number {
    return this.stream.writableLength;
  }

  post(message: PortMessage): void {
    if (this.ended) return;
    if (this.waitingBytes > MOST_WAITING_BYTES) {
      this.stream.destroy();
      this.lose("the other end does not keep up");
    } else if (typeof message === "string") this.write(TEXT, Buffer.from(message));
    else this.write(BYTES, new Uint8Array(message));
  }

  onMessage(listener: (message: PortMessage) => void): Undo {
    return this.messages.on(listener);
  }

  onClose(listener: (reason: string) => void): Undo {
    return this.closed.on(listener);
  }

  close(reason = ""): void {
    if (this.ended) return;
    this.write(FAREWELL, Buffer.from(reason));
    this.stream.end();
    this.lose(reason);
  }

  private lose(reason: string): void {
    if (this.ended) return;
    this.ended = true;
    this.closed.emit(reason);
  }

  private write(kind: number, body: Uint8Array): void {
    const out = Buffer.allocUnsafe(HEAD_BYTES + body.length);
    out.writeUInt32LE(body.length, 0);
    out[4] = kind;
    out.set(body, HEAD_BYTES);
    this.stream.write(out);
  }

  private read(chunk: Buffer): void {
    let bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    while (!this.ended && bytes.length >= HEAD_BYTES) {
      const length = bytes.readUInt32LE(0);
      if (length > MOST_BYTES) throw new RangeError(`a message of ${length} bytes: the stream is out of step`);
      const end = HEAD_BYTES + length;
      if (bytes.length < end) break;
      this.receive(bytes[4] as number, bytes.subarray(HEAD_BYTES, end));
      bytes = bytes.subarray(end);
    }
    this.rest = bytes;
  }

  private receive(kind: number, body: Buffer): void {
    if (kind === BYTES) this.messages.emit(new Uint8Array(body).buffer);
    else if (kind === TEXT) this.messages.emit(body.toString());
    else {
      this.stream.end();
      this.lose(body.toString());
    }
  }
}
