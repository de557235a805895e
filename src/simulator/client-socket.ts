import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { ABNORMAL_CLOSURE, type Disconnect } from "./faults.ts";
import type { Timeline } from "./timeline.ts";
import type { TruthFile } from "./truth-writer.ts";

export interface ConnectionLimits {
  /** "The WebSocket server will send a ping frame every 20 seconds", and disconnects who does not answer "within a minute". */
  readonly pingEveryMs: number;
  readonly pongWithinMs: number;
  /** A client that is so far behind with reading is disconnected. */
  readonly maxBufferedBytes: number;
}

export const BINANCE_LIMITS: ConnectionLimits = { pingEveryMs: 20_000, pongWithinMs: 60_000, maxBufferedBytes: 128 << 20 };

const POLICY_VIOLATION = 1008;
const AS_TEXT = { binary: false };

export type EndCause = "client" | "no pong" | "slow" | "fault" | "stopped";

/** What became of a connection. Times are the exchange's, in Unix ms. */
export interface ConnectionTruth {
  /** From 1, in the order in which they came. */
  readonly number: number;
  readonly url: string;
  readonly openedMs: number;
  /** Text messages given to the socket, and the bytes of their text; a client that was cut off has not received them all. */
  readonly messages: number;
  readonly bytes: number;
  /** Why it ended; null while it has not. */
  readonly end: EndCause | null;
}

export interface ClientSocketOptions {
  readonly number: number;
  readonly url: string;
  readonly socket: WebSocket;
  /** What the WebSocket runs over: writes to it are gathered until {@link ClientSocket.flush}. */
  readonly carrier: Duplex;
  readonly timeline: Timeline;
  readonly clock: () => number;
  readonly limits: ConnectionLimits;
  readonly disconnects: readonly Disconnect[];
  readonly truth: TruthFile | null;
  /** A message waits for {@link ClientSocket.flush}; told once until then. */
  readonly onGathering: (client: ClientSocket) => void;
  readonly onEnd: (client: ClientSocket) => void;
}

/** What is said with one client, in the words of some exchange. */
export interface Conversation {
  hear(text: string): void;
  /** Nothing more can be said. */
  ended(): void;
}

/** One client's connection: what is sent over it is written down, and a client that does not read or answer is put out. */
export class ClientSocket {
  private readonly options: ClientSocketOptions;
  private readonly openedMs: number;
  private readonly conversation: Conversation;
  private gathering = false;
  private heardMs: number;
  private messages = 0;
  private bytes = 0;
  private end: EndCause | null = null;
  private isLeft = false;

  constructor(options: ClientSocketOptions, begin: (client: ClientSocket) => Conversation) {
    this.options = options;
    this.openedMs = this.heardMs = options.clock();
    const { socket } = options;
    this.conversation = begin(this);
    socket.on("message", (data: Buffer) => {
      if (this.end === null) this.conversation.hear(data.toString());
    });
    socket.on("pong", () => (this.heardMs = options.clock()));
    socket.on("close", () => this.ended("client"));
    // The close that follows an error tells all that matters here.
    socket.on("error", () => this.ended("client"));
    this.beat(this.openedMs + options.limits.pingEveryMs);
  }

  get truth(): ConnectionTruth {
    const { number, url } = this.options;
    return { number, url, openedMs: this.openedMs, messages: this.messages, bytes: this.bytes, end: this.end };
  }

  /** The exchange's time, in Unix ms with a fraction. */
  get nowMs(): number {
    return this.options.clock();
  }

  /** Sends a message of a stream, together with others that are due now. */
  tell(bytes: Buffer, text: string, sentMs: number): void {
    if (this.end !== null) return;
    if (!this.gathering) {
      this.gathering = true;
      this.options.carrier.cork();
      this.options.onGathering(this);
    }
    this.send(bytes, text, sentMs);
    const fault = this.options.disconnects.find(({ atMessage }) => atMessage === this.messages);
    if (fault !== undefined) this.disconnect(fault.code, "fault");
  }

  /** Sends an answer at once. */
  answer(text: string): void {
    this.send(Buffer.from(text), text, this.options.clock());
  }

  /** Lets go what was gathered. A client that does not read what it asked for is disconnected, and counted: nothing is left out for it. */
  flush(): void {
    if (!this.gathering) return;
    this.gathering = false;
    this.options.carrier.uncork();
    if (this.end !== null || this.options.socket.bufferedAmount <= this.options.limits.maxBufferedBytes) return;
    this.ended("slow");
    this.options.socket.terminate();
  }

  /** The other end is gone and has said nothing: nothing is sent or heard any more, no pong either. */
  leave(): void {
    this.isLeft = true;
    this.options.socket.pause();
  }

  /** Ends the connection after what was sent so far. */
  disconnect(code: number, cause: EndCause): void {
    if (this.end !== null) return;
    this.ended(cause);
    if (code === ABNORMAL_CLOSURE) this.options.carrier.end();
    else this.options.socket.close(code);
  }

  private send(bytes: Buffer, text: string, sentMs: number): void {
    const { socket } = this.options;
    // A client that has begun to close is sent nothing more, and the truth says so.
    if (socket.readyState !== socket.OPEN || this.isLeft) return;
    socket.send(bytes, AS_TEXT);
    this.options.truth?.sent(sentMs, text);
    this.messages++;
    this.bytes += bytes.length;
  }

  private beat(atMs: number): void {
    const { timeline, clock, limits, socket } = this.options;
    timeline.at(atMs, () => {
      if (this.end !== null) return;
      if (clock() - this.heardMs >= limits.pongWithinMs) {
        this.disconnect(POLICY_VIOLATION, "no pong");
        return;
      }
      if (!this.isLeft) socket.ping(String(Math.floor(atMs)));
      this.beat(atMs + limits.pingEveryMs);
    });
  }

  private ended(cause: EndCause): void {
    if (this.end !== null) return;
    this.end = cause;
    this.conversation.ended();
    this.options.truth?.close();
    this.options.onEnd(this);
  }
}
