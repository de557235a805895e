import { blockSpan } from "../../core/contract/frame-block.ts";
import { decodeFrames, type FrameBatch, KEYFRAME_MESSAGE, messageKind } from "../../core/contract/live.ts";
import { decodeKeyframe, type StoreCommand, storeCommandSchema, type StoreEvent } from "../../core/contract/live-fold.ts";
import type { Port, Undo } from "../../core/contract/port.ts";
import type { Keyframe } from "../../core/session/mark.ts";
import { Recorder, type SessionLog } from "./recorder.ts";

/** What is taken is committed at the latest after this long. */
const COMMIT_MS = 250;
/** A file's end waits so many commits for the mark there and its keyframes, which a worker that died may never send. */
const MOST_WAITS = 20;
const STATUS_MS = 1_000;

export interface ServedLogOptions {
  /** The log to write, or the last frame of one that is sealed: its store died between the seal and the word of it. */
  readonly log: SessionLog | { readonly sealed: number };
  /** Begins the file that goes on after the one that was sealed last. */
  readonly beginNext: (tape: string) => SessionLog;
  readonly schedule: (task: () => void, ms: number) => Undo;
}

type Close = Extract<StoreCommand, { type: "store.close" }>;
type Roll = Extract<StoreCommand, { type: "store.roll" }>;

/** Serves the live log over one port: frames of the feed and keyframes of the fold workers in, what is committed out. */
export class ServedLog {
  private readonly options: ServedLogOptions;
  private readonly port: Port;
  /** Null once the file is sealed. */
  private recorder: Recorder | null;
  private stored: number;
  private committing: Promise<void> = Promise.resolve();
  private end: Close | null = null;
  private roll: Roll | null = null;
  /** What lies behind the frame where the file ends, and waits for the next. */
  private held: (FrameBatch | Keyframe)[] = [];
  private waits = 0;

  constructor(port: Port, options: ServedLogOptions) {
    this.port = port;
    this.options = options;
    const { log } = options;
    this.recorder = "sealed" in log ? null : this.record(log);
    this.stored = "sealed" in log ? log.sealed : log.committed;
    this.every(COMMIT_MS, () => this.commit());
    this.every(STATUS_MS, () => this.recorder !== null && this.tell(this.recorder.status));
    this.tell({ type: "store.ready", rx: this.stored });
    port.onMessage((message) => {
      if (typeof message === "string") this.obey(storeCommandSchema.parse(JSON.parse(message)));
      else this.take(messageKind(message) === KEYFRAME_MESSAGE ? decodeKeyframe(message) : decodeFrames(message));
    });
  }

  private record(log: SessionLog): Recorder {
    return new Recorder(log, (afterRx) => this.tell({ type: "frames.resend", afterRx }));
  }

  private tell(event: StoreEvent): void {
    this.port.post(JSON.stringify(event));
  }

  private every(ms: number, task: () => void): void {
    this.options.schedule(() => {
      task();
      this.every(ms, task);
    }, ms);
  }

  private obey(command: StoreCommand): void {
    if (command.type === "store.instruments") for (const each of command.instruments) this.recorder?.instrument(each);
    else if (command.type === "store.roll") {
      this.roll = command;
      this.waits = 0;
    } else if (command.type === "store.stay") {
      this.roll = null;
      this.held = [];
    } else if (this.recorder === null && this.roll === null) this.tell({ type: "store.closed", rx: this.stored });
    else {
      this.end = command;
      this.waits = 0;
    }
    this.commit();
  }

  private take(item: FrameBatch | Keyframe): void {
    if (this.roll !== null && liesBehind(item, this.roll.rx)) this.held.push(item);
    else if ("part" in item) this.recorder?.keyframe(item);
    else {
      this.recorder?.take(item);
      if (this.recorder?.isDue === true) this.commit();
    }
  }

  private commit(): void {
    this.committing = this.committing.then(() => this.commitNow());
    this.committing.catch((error: unknown) => this.tell({ type: "store.failed", message: error instanceof Error ? error.message : String(error) }));
  }

  private async commitNow(): Promise<void> {
    const { recorder } = this;
    if (recorder !== null) {
      const rx = await recorder.commit();
      if (rx > this.stored) this.tell({ type: "frames.stored", rx: (this.stored = rx) });
    }
    if (this.roll !== null) await this.rollOn(this.roll);
    else if (this.end !== null && recorder !== null) await this.close(recorder, this.end);
  }

  private async close(recorder: Recorder, { rx, whole }: Close): Promise<void> {
    if (this.stored < rx || (whole && !recorder.isComplete(rx) && ++this.waits < MOST_WAITS)) return;
    this.recorder = null;
    await recorder.close();
    this.tell({ type: "store.closed", rx: this.stored });
  }

  /** Ends the file where it is whole, and goes on in the next; else, after some patience, goes on in this one. */
  private async rollOn({ rx, tape }: Roll): Promise<void> {
    const { recorder } = this;
    if (this.stored < rx) return;
    const done = recorder === null || recorder.isComplete(rx);
    if (!done && ++this.waits < MOST_WAITS) return;
    if (done) {
      this.recorder = null;
      await recorder?.close();
      this.held.unshift(...(recorder?.takeEarly() ?? []));
      this.recorder = this.record(this.options.beginNext(tape));
    }
    this.roll = null;
    this.waits = 0;
    for (const item of this.held.splice(0)) this.take(item);
    this.tell({ type: "store.rolled", rx, tape, done });
  }
}

function liesBehind(item: FrameBatch | Keyframe, rx: number): boolean {
  if ("part" in item) return item.afterRx > rx;
  if (item.block.length > 0) return blockSpan(item.block).firstRx > rx;
  return item.marks.some(({ afterRx }) => afterRx > rx);
}
