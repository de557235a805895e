import type { Undo } from "../../../src/core/contract/port.ts";
import type { FeedWorld, RestAnswer, Socket, SocketEvents } from "../../../src/workers/feed/world.ts";

interface Task {
  readonly dueMs: number;
  readonly run: () => void;
  readonly order: number;
}

/** Time that moves only when told: tasks run at the moment they are due, in order. */
export class FakeTime {
  /** A monotonic clock begins anywhere. */
  nowMs = 5_000;
  wallOffsetMs = 1_800_000_000_000;
  private tasks: Task[] = [];
  private order = 0;

  readonly clock = {
    monoNs: (): bigint => BigInt(Math.round(this.nowMs * 1e6)),
    wallNs: (): bigint => BigInt(Math.round((this.nowMs + this.wallOffsetMs) * 1e6)),
  };

  readonly schedule = (run: () => void, ms: number): Undo => {
    const task = { dueMs: this.nowMs + Math.max(0, ms), run, order: this.order++ };
    this.tasks.push(task);
    return () => {
      this.tasks = this.tasks.filter((other) => other !== task);
    };
  };

  async advance(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    for (;;) {
      await settled();
      const next = this.next();
      if (next === undefined || next.dueMs > endMs) break;
      this.tasks = this.tasks.filter((task) => task !== next);
      this.nowMs = Math.max(this.nowMs, next.dueMs);
      next.run();
    }
    this.nowMs = endMs;
  }

  private next(): Task | undefined {
    let first: Task | undefined;
    for (const task of this.tasks) {
      if (first === undefined || task.dueMs < first.dueMs || (task.dueMs === first.dueMs && task.order < first.order)) first = task;
    }
    return first;
  }
}

/** Lets promises that can go on do so. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await Promise.resolve();
}

const encoder = new TextEncoder();

/** The exchange's end of a socket. Unless told otherwise it opens at once, acknowledges what is asked of it, and answers pings. */
export class FakeSocket implements Socket {
  readonly url: string;
  readonly askedMs: number;
  readonly sent: { readonly text: string; readonly ms: number }[] = [];
  readonly subscribed = new Set<string>();
  pings: number[] = [];
  paused = false;
  ended = false;
  /** What came while nobody read. */
  private readonly held: (() => void)[] = [];
  private readonly events: SocketEvents;
  private readonly exchange: FakeExchange;

  constructor(url: string, events: SocketEvents, exchange: FakeExchange) {
    this.url = url;
    this.events = events;
    this.exchange = exchange;
    this.askedMs = exchange.time.nowMs;
  }

  send(text: string): void {
    this.sent.push({ text, ms: this.exchange.time.nowMs });
    if (this.exchange.hears !== null) {
      this.exchange.hears(this, text);
      return;
    }
    const { method, params, id } = JSON.parse(text) as { method: string; params: string[]; id: number };
    for (const stream of params) {
      if (method === "SUBSCRIBE") this.subscribed.add(stream);
      else this.subscribed.delete(stream);
    }
    if (this.exchange.acknowledges) this.exchange.time.schedule(() => this.say(this.exchange.answerTo(params, id)), 1);
  }

  ping(): void {
    this.pings.push(this.exchange.time.nowMs);
    if (this.exchange.pongs && !this.exchange.dead.has(this)) this.exchange.time.schedule(() => this.deliver(() => this.events.onPulse()), 1);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    for (const event of this.held.splice(0)) this.deliver(event);
  }

  end(): void {
    this.ended = true;
  }

  open(): void {
    if (!this.ended) this.events.onOpen();
  }

  say(message: string | Uint8Array, binary = false): void {
    const bytes = typeof message === "string" ? encoder.encode(message) : message;
    this.deliver(() => this.events.onMessage(bytes, binary));
  }

  close(code = 1006, reason = ""): void {
    if (this.ended) return;
    this.ended = true;
    this.events.onClose(code, reason);
  }

  private deliver(event: () => void): void {
    if (this.ended || this.exchange.dead.has(this)) return;
    if (this.paused) this.held.push(event);
    else event();
  }
}

export interface FakeRequest {
  readonly url: string;
  readonly askedMs: number;
  answer(status: number, body: string, headers?: Readonly<Record<string, string>>): void;
  fail(): void;
}

/** The network as the feed sees it. */
export class FakeExchange {
  readonly time = new FakeTime();
  readonly sockets: FakeSocket[] = [];
  readonly requests: FakeRequest[] = [];
  /** Half-open: nothing comes from these any more. */
  readonly dead = new Set<FakeSocket>();
  opens = true;
  acknowledges = true;
  pongs = true;
  answerTo: (streams: readonly string[], id: number) => string = (_, id) => JSON.stringify({ result: null, id });
  /** Takes what is said on a socket; null: it is answered as Binance does. */
  hears: ((socket: FakeSocket, text: string) => void) | null = null;
  /** Called for each request; by default it stays unanswered. */
  onRequest: (request: FakeRequest) => void = () => {};
  random = 0.5;

  readonly world: FeedWorld = {
    clock: this.time.clock,
    schedule: this.time.schedule,
    random: () => this.random,
    openSocket: (url, events) => {
      const socket = new FakeSocket(url, events, this);
      this.sockets.push(socket);
      if (this.opens) this.time.schedule(() => socket.open(), 1);
      return socket;
    },
    request: (url) =>
      new Promise<RestAnswer>((resolve, reject) => {
        const request: FakeRequest = {
          url,
          askedMs: this.time.nowMs,
          answer: (status, body, headers = {}) => resolve({ status, body: encoder.encode(body), header: (name) => new Headers(headers).get(name) }),
          fail: () => reject(new Error("no answer")),
        };
        this.requests.push(request);
        this.onRequest(request);
      }),
  };

  /** The socket opened last. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  }

  /** Sockets that are open now. */
  get live(): FakeSocket[] {
    return this.sockets.filter(({ ended }) => !ended);
  }
}
