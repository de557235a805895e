import type { FeedStatus } from "../../core/contract/live.ts";
import type { Undo } from "../../core/contract/port.ts";
import type { LiveDesk } from "../feeds/live-desk.ts";
import type { StructuredLog } from "./structured-log.ts";

const COUNTERS_MS = 10_000;
/** A queue so full says so, once until it has half emptied. */
const FULL = 0.75;
const EASED = 0.5;

/** Writes down what becomes of a live desk: its workers, connections and full queues as they change, its counters each 10 s. */
export class DeskJournal {
  private readonly desk: LiveDesk;
  private readonly log: StructuredLog;
  private readonly undo: Undo[];
  private connections = new Map<string, FeedStatus["connections"][number]["state"]>();
  private readonly full = new Set<string>();

  constructor(desk: LiveDesk, log: StructuredLog, schedule: (task: () => void, ms: number) => Undo) {
    this.desk = desk;
    this.log = log;
    let cancel: Undo = () => {};
    const count = (): void => {
      this.counters();
      cancel = schedule(count, COUNTERS_MS);
    };
    cancel = schedule(count, COUNTERS_MS);
    this.undo = [
      desk.states.on(({ name, state, restarts }) => log.write(`worker.${VERBS[state]}`, { worker: name, restarts })),
      desk.troubles.on(({ worker, message, fatal }) => log.write("desk.trouble", { worker, message, fatal })),
      desk.onStatus(({ feed }) => this.note(feed)),
      () => cancel(),
    ];
  }

  /** Writes the last counters, and no more. */
  close(): void {
    for (const undo of this.undo) undo();
    this.counters();
  }

  private note(feed: FeedStatus | null): void {
    const now = new Map((feed?.connections ?? []).map((connection) => [connection.conn, connection]));
    for (const [conn, { state, epoch, reason }] of now) {
      const before = this.connections.get(conn);
      if (state === "open" && before !== "open") this.log.write("feed.connected", { conn, epoch });
      else if (state !== "open" && before === "open") this.log.write("feed.disconnected", { conn, reason });
    }
    for (const [conn, state] of this.connections) if (state === "open" && !now.has(conn)) this.log.write("feed.disconnected", { conn, reason: "" });
    this.connections = new Map([...now].map(([conn, { state }]) => [conn, state]));
    this.queues();
  }

  private queues(): void {
    for (const { name, size, bound, highWater, count } of this.desk.report().queues) {
      if (bound === 0) continue;
      if (size >= bound * FULL && !this.full.has(name)) {
        this.full.add(name);
        this.log.write("queue.full", { queue: name, size, bound, highWater, count });
      } else if (size <= bound * EASED && this.full.delete(name)) this.log.write("queue.eased", { queue: name, size, bound });
    }
  }

  private counters(): void {
    const { recording, frames, storedFrames, framesPerSecond, books, gaps, merged, dropped, processes, queues } = this.desk.report();
    this.log.write("desk.counters", {
      recording,
      frames,
      storedFrames,
      framesPerSecond: Math.round(framesPerSecond),
      booksLive: books.live,
      gaps,
      merged,
      dropped,
      cpuPercent: processes.reduce((sum, { cpuPercent }) => sum + cpuPercent, 0),
      memoryBytes: processes.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
      queueHighWater: queues[0]?.highWater ?? 0,
    });
  }
}

const VERBS = { starting: "started", ready: "ready", waiting: "died", failed: "failed", stopped: "stopped" } as const;
