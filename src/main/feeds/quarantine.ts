import type { FeedCommand, FeedEvent } from "../../core/contract/live.ts";
import { WorkNoteFiles, type WorkNotes } from "./work-notes.ts";

/** A message that no fold reads any more. */
export type Quarantined = Omit<Extract<FeedEvent, { type: "feed.quarantined" }>, "type">;

export interface QuarantineOptions {
  /** Files unless given. */
  readonly notes: WorkNotes | undefined;
  readonly tellFeed: (command: FeedCommand) => void;
  /** Builds every fold worker again from the log, which says now what is passed over. */
  readonly rebuild: () => void;
  readonly onTrouble: (message: string) => void;
}

interface Suspicion {
  /** From this frame on the next process notes each one before it folds it. */
  readonly carefulRx: number;
  /** The frame that the last process died of, where that is known. */
  readonly rx: number | null;
}

/**
 * Finds the message that stops fold workers, whether they die of it or do not come back from it. The first death tells from where on the
 * next process is to note each frame; one that stops two processes in a row is put in quarantine: the feed writes that down, and once it is
 * in the log all are built again from there. Deaths between two blocks, as by a kill, are no suspicion.
 */
export class Quarantine {
  readonly entries: Quarantined[] = [];
  private readonly options: QuarantineOptions;
  private readonly notes: WorkNotes;
  private readonly suspicions = new Map<string, Suspicion>();
  /** Asked for, and not in the log yet. */
  private readonly asked = new Set<number>();
  private logged: Quarantined[] = [];

  constructor(options: QuarantineOptions) {
    this.options = options;
    this.notes = options.notes ?? new WorkNoteFiles();
  }

  /** The last arguments of a fold worker: where it notes what it has in work, and from which frame on one by one. */
  argumentsOf(worker: string): [string, string] {
    return [this.notes.path(worker), String(this.suspicions.get(worker)?.carefulRx ?? 0)];
  }

  /** The worker died, or was ended because it was stuck. */
  faulted(worker: string): void {
    const note = this.notes.take(worker);
    const before = this.suspicions.get(worker);
    if (note === null) this.suspicions.delete(worker);
    else if (note.exact && before?.rx === note.rx) this.ask(note.rx);
    else this.suspicions.set(worker, { carefulRx: note.rx, rx: note.exact ? note.rx : null });
  }

  feedIsReady(): void {
    for (const rx of this.asked) this.options.tellFeed({ type: "feed.quarantine", rx });
  }

  /** The feed has written it down. */
  written(quarantined: Quarantined): void {
    this.logged.push(quarantined);
  }

  /** The log holds every frame up to `rx`. */
  committed(rx: number): void {
    const done = this.logged.filter(({ byRx }) => byRx <= rx);
    if (done.length === 0) return;
    this.logged = this.logged.filter(({ byRx }) => byRx > rx);
    this.suspicions.clear();
    for (const quarantined of done) {
      if (!this.asked.delete(quarantined.rx)) continue;
      this.entries.push(quarantined);
      this.options.onTrouble(quarantineText(quarantined));
    }
    this.options.rebuild();
  }

  stop(): void {
    this.notes.close();
  }

  /** What a feed that died had not brought to the log is asked for again. */
  feedGone(): void {
    this.logged = [];
  }

  private ask(rx: number): void {
    if (this.asked.has(rx)) return;
    this.asked.add(rx);
    this.options.tellFeed({ type: "feed.quarantine", rx });
  }
}

function quarantineText({ rx, instrument }: Quarantined): string {
  const whose = instrument === "" ? "" : ` of ${instrument}`;
  return `message ${rx}${whose} stopped a process twice: it is quarantined (recorded, and read no more), and the book waits for its next snapshot`;
}
