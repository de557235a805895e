import { Emitter, Once } from "./port-events.ts";
import type { Port, PortMessage, Undo } from "./port.ts";

/** A message port of the platform: the page's `MessagePort`, or Electron's `MessagePortMain`. It keeps what comes until it is started. */
export interface RawPort {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

/** How one listens to a {@link RawPort}: a page has event targets, Electron event emitters. */
export type Listen = (event: "message" | "close", listener: (event: { readonly data?: unknown }) => void) => void;

/** Said before a port is closed: the platform's own `close` carries no reason. */
interface Farewell {
  readonly closed: string;
}

/**
 * A port over a message port of the platform. Nothing stands in a transfer list: Electron would lose the message, so a buffer is copied.
 * It starts when somebody listens to its messages; until then the raw port can still be handed on with all that it holds.
 */
export class TransferablePort implements Port {
  private readonly raw: RawPort;
  private readonly messages = new Emitter<PortMessage>();
  private readonly closed = new Once<string>();
  private started = false;
  private ended = false;

  constructor(raw: RawPort, listen: Listen) {
    this.raw = raw;
    listen("message", ({ data }) => this.receive(data));
    listen("close", () => this.lose(""));
  }

  post(message: PortMessage): void {
    if (!this.ended) this.raw.postMessage(message);
  }

  onMessage(listener: (message: PortMessage) => void): Undo {
    const undo = this.messages.on(listener);
    if (!this.started && !this.ended) this.raw.start();
    this.started = true;
    return undo;
  }

  onClose(listener: (reason: string) => void): Undo {
    return this.closed.on(listener);
  }

  close(reason = ""): void {
    if (this.ended) return;
    const farewell: Farewell = { closed: reason };
    this.raw.postMessage(farewell);
    this.lose(reason);
  }

  /** Gives up the raw port to whoever hands it on: for this side the port is closed, the other end notices nothing. */
  release(): void {
    this.ended = true;
    this.closed.emit("");
  }

  /** The other end is gone, and left no word: the port is closed. */
  lose(reason: string): void {
    if (this.ended) return;
    this.ended = true;
    this.raw.close();
    this.closed.emit(reason);
  }

  private receive(data: unknown): void {
    if (this.ended) return;
    if (typeof data === "string" || data instanceof ArrayBuffer) this.messages.emit(data);
    else if (isFarewell(data)) this.lose(data.closed);
    else this.close("a message that is neither text nor bytes");
  }
}

function isFarewell(data: unknown): data is Farewell {
  return typeof data === "object" && data !== null && "closed" in data && typeof data.closed === "string";
}
