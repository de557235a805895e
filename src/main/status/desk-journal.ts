import type { FeedStatus } from "../../core/contract/live.ts";
import type { Undo } from "../../core/contract/port.ts";
import type { LiveDesk } from "../feeds/live-desk.ts";
import type { DeskMeter } from "./desk-meter.ts";
import type { StructuredLog } from "./structured-log.ts";

const COUNTERS_MS = 10_000;
export interface DeskJournalOptions {
  readonly desk: LiveDesk;
  readonly meter: Pick<DeskMeter, "warned" | "eased">;
  readonly log: Pick<StructuredLog, "write">;
  readonly schedule: (task: () => void, ms: number) => Undo;
}

/** Writes down what becomes of a live desk: its workers, connections and warnings as they change, its counters each 10 s. */
export class DeskJournal {
  private readonly desk: LiveDesk;
  private readonly log: DeskJournalOptions["log"];
  private readonly undo: Undo[];
  private connections = new Map<string, FeedStatus["connections"][number]["state"]>();

  constructor({ desk, meter, log, schedule }: DeskJournalOptions) {
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
      meter.warned.on((warning) => log.write("resource.warning", warning)),
      meter.eased.on(({ id, setting }) => log.write("resource.eased", { id, setting })),
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
