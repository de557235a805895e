import { type FeedCommand, type FeedEvent, feedEventSchema } from "../../core/contract/live.ts";
import type { FoldCommand, FoldEvent } from "../../core/contract/live-fold.ts";
import type { Port, Undo } from "../../core/contract/port.ts";
import { liveProfileOf } from "../../core/venues/live-profiles.ts";
import type { Worker } from "../compose.ts";
import { afterTimeout } from "../supervisor/after-timeout.ts";
import type { LiveDeskOptions } from "./live-desk-options.ts";

/** A worker that nobody has asked for so long is ended: an idle desk holds no ccxt. */
const IDLE_MS = 60_000;

type Wanted = Extract<FoldEvent, { type: "snapshot.want" | "history.want" }>;
type Found = Extract<FeedEvent, { type: "history.found" }>;
type Adopted = Extract<FoldCommand, { type: "history.adopt" }>;

type DeskOptions = Pick<LiveDeskOptions, "host" | "venue" | "endpoint" | "schedule">;

/**
 * Where the candles come from that charts begin with: from the feed where it can read the venue's own, else through ccxt, in a process
 * that is started when they are first asked for. They are shown, and become no frame.
 */
export class LiveHistory {
  private readonly desk: DeskOptions;
  private readonly tellFeed: (command: FeedCommand) => void;
  private readonly adopt: (command: Adopted) => void;
  private readonly asksFeed: boolean;
  /** What was asked for and not yet found, by instrument and interval. */
  private readonly pending = new Map<string, Extract<FoldEvent, { type: "history.want" }>>();
  private worker: Worker | null = null;
  private port: Port | null = null;
  private idle: Undo | null = null;

  constructor(desk: DeskOptions, tellFeed: (command: FeedCommand) => void, adopt: (command: Adopted) => void) {
    this.desk = desk;
    this.tellFeed = tellFeed;
    this.adopt = adopt;
    this.asksFeed = liveProfileOf(desk.venue)?.history !== undefined;
  }

  /** What a fold worker wants of its venue. For a few candles that can wait nobody starts ccxt. */
  want(event: Wanted): void {
    if (event.type === "snapshot.want" || this.asksFeed) this.tellFeed(event);
    else if (event.most !== undefined) return;
    else if (!this.pending.has(keyOf(event))) {
      this.pending.set(keyOf(event), event);
      this.start();
      this.port?.post(JSON.stringify(event));
    }
  }

  found(found: Found): void {
    if (found.last) this.pending.delete(keyOf(found));
    this.adopt({ ...found, type: "history.adopt" });
  }

  async stop(): Promise<void> {
    this.idle?.();
    const { worker } = this;
    this.worker = null;
    this.port = null;
    await worker?.stop();
  }

  private start(): void {
    this.idle?.();
    if (this.worker !== null) return;
    const { host, venue, endpoint } = this.desk;
    const worker = host.startWorker("history-worker", [venue, endpoint ?? ""]);
    this.worker = worker;
    worker.onDeath(() => this.died(worker));
    worker.ready.then(
      () => {
        if (this.worker !== worker) return;
        this.port = worker.openPort();
        this.port.onMessage((message) => this.hear(typeof message === "string" ? message : ""));
        for (const want of this.pending.values()) this.port.post(JSON.stringify(want));
      },
      () => this.died(worker),
    );
  }

  private hear(message: string): void {
    const event = feedEventSchema.parse(JSON.parse(message));
    if (event.type !== "history.found") return;
    this.found(event);
    this.idle?.();
    const { schedule = afterTimeout } = this.desk;
    if (this.pending.size === 0) this.idle = schedule(() => void this.stop(), IDLE_MS);
  }

  /** Charts that wait begin without a history; whoever looks again has it asked for again. */
  private died(worker: Worker): void {
    if (this.worker !== worker) return;
    this.worker = null;
    this.port = null;
    for (const { instrument, interval } of this.pending.values())
      this.found({ type: "history.found", instrument, interval, rows: [], last: true, reason: "the process that reads them has ended" });
  }
}

function keyOf({ instrument, interval }: Pick<Found, "instrument" | "interval">): string {
  return `${instrument} ${interval}`;
}
