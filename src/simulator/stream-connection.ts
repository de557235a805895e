import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { ABNORMAL_CLOSURE, type Disconnect } from "./faults.ts";
import type { Receiver, StreamHub, StreamText } from "./stream-hub.ts";
import { readStreamRequest, type StreamRequest } from "./stream-request.ts";
import type { Timeline } from "./timeline.ts";
import type { TruthFile } from "./truth-writer.ts";

export interface ConnectionLimits {
  /** "The WebSocket server will send a ping frame every 20 seconds", and disconnects who does not answer "within a minute". */
  readonly pingEveryMs: number;
  readonly pongWithinMs: number;
  /** A client that is so far behind with reading is disconnected. */
  readonly maxBufferedBytes: number;
}

export const BINANCE_LIMITS: ConnectionLimits = { pingEveryMs: 20_000, pongWithinMs: 60_000, maxBufferedBytes: 64 << 20 };

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

export interface ConnectionOptions {
  readonly number: number;
  readonly url: string;
  readonly socket: WebSocket;
  /** What the WebSocket runs over: writes to it are gathered until {@link StreamConnection.flush}. */
  readonly carrier: Duplex;
  /** Whether the stream's name is sent with its data. */
  readonly combined: boolean;
  readonly hub: StreamHub;
  readonly timeline: Timeline;
  readonly clock: () => number;
  readonly limits: ConnectionLimits;
  readonly disconnects: readonly Disconnect[];
  readonly truth: TruthFile | null;
  /** A message waits for {@link StreamConnection.flush}; told once until then. */
  readonly onGathering: (connection: StreamConnection) => void;
  readonly onEnd: (connection: StreamConnection) => void;
}

/** One client of the streams. */
export class StreamConnection implements Receiver {
  private readonly options: ConnectionOptions;
  private readonly openedMs: number;
  private readonly streams = new Set<string>();
  private combined: boolean;
  private gathering = false;
  private heardMs: number;
  private messages = 0;
  private bytes = 0;
  private end: EndCause | null = null;

  constructor(options: ConnectionOptions, streams: readonly string[]) {
    this.options = options;
    this.combined = options.combined;
    this.openedMs = this.heardMs = options.clock();
    const { socket } = options;
    socket.on("message", (data: Buffer) => this.hear(data.toString()));
    socket.on("pong", () => (this.heardMs = options.clock()));
    socket.on("close", () => this.ended("client"));
    // The close that follows an error tells all that matters here.
    socket.on("error", () => this.ended("client"));
    this.subscribe(streams);
    this.beat(this.openedMs + options.limits.pingEveryMs);
  }

  get truth(): ConnectionTruth {
    const { number, url } = this.options;
    return { number, url, openedMs: this.openedMs, messages: this.messages, bytes: this.bytes, end: this.end };
  }

  receive(message: StreamText): void {
    if (this.end !== null) return;
    if (!this.gathering) {
      this.gathering = true;
      this.options.carrier.cork();
      this.options.onGathering(this);
    }
    this.send(message.bytes(this.combined), message.text(this.combined), message.sentMs);
    const fault = this.options.disconnects.find(({ atMessage }) => atMessage === this.messages);
    if (fault !== undefined) this.disconnect(fault.code, "fault");
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

  /** Ends the connection after what was sent so far. */
  disconnect(code: number, cause: EndCause): void {
    if (this.end !== null) return;
    this.ended(cause);
    if (code === ABNORMAL_CLOSURE) this.options.carrier.end();
    else this.options.socket.close(code);
  }

  private hear(text: string): void {
    if (this.end !== null) return;
    const request = readStreamRequest(text);
    if ("method" in request) this.answer({ result: this.perform(request), id: request.id });
    else this.answer({ error: { code: request.code, msg: request.message }, id: request.id });
  }

  private perform(request: StreamRequest): unknown {
    switch (request.method) {
      case "SUBSCRIBE":
        this.subscribe(request.streams);
        return null;
      case "UNSUBSCRIBE":
        this.unsubscribe(request.streams);
        return null;
      case "LIST_SUBSCRIPTIONS":
        return [...this.streams];
      case "SET_PROPERTY":
        this.combined = request.combined;
        return null;
      case "GET_PROPERTY":
        return this.combined;
    }
  }

  /** A stream that is not there is subscribed to all the same, and never says anything: so it is at Binance. */
  private subscribe(streams: readonly string[]): void {
    for (const stream of streams) {
      this.streams.add(stream);
      this.options.hub.find(stream)?.add(this);
    }
  }

  private unsubscribe(streams: Iterable<string>): void {
    for (const stream of streams) {
      this.streams.delete(stream);
      this.options.hub.find(stream)?.remove(this);
    }
  }

  private answer(answer: object): void {
    const text = JSON.stringify(answer);
    this.send(Buffer.from(text), text, this.options.clock());
  }

  private send(bytes: Buffer, text: string, sentMs: number): void {
    const { socket } = this.options;
    // A client that has begun to close is sent nothing more, and the truth says so.
    if (socket.readyState !== socket.OPEN) return;
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
      socket.ping(String(Math.floor(atMs)));
      this.beat(atMs + limits.pingEveryMs);
    });
  }

  private ended(cause: EndCause): void {
    if (this.end !== null) return;
    this.end = cause;
    this.unsubscribe([...this.streams]);
    this.options.truth?.close();
    this.options.onEnd(this);
  }
}
