import { decodeFrames, KEYFRAME_MESSAGE, messageKind } from "../../core/contract/live.ts";
import { decodeKeyframe, storeCommandSchema, type StoreCommand, type StoreEvent } from "../../core/contract/live-fold.ts";
import type { Port, Undo } from "../../core/contract/port.ts";
import { Recorder, type SessionLog } from "./recorder.ts";

/** What is taken is committed at the latest after this long. */
const COMMIT_MS = 250;
/** Closing waits so many commits for the mark that ends the session and its keyframes, which a worker that died may never send. */
const MOST_WAITS = 20;
const STATUS_MS = 1_000;

/** Serves the live log over one port: frames of the feed and keyframes of the fold workers in, what is committed out. */
export function serveStore(port: Port, log: SessionLog, schedule: (task: () => void, ms: number) => Undo): void {
  const tell = (event: StoreEvent): void => port.post(JSON.stringify(event));
  const recorder = new Recorder(log, (afterRx) => tell({ type: "frames.resend", afterRx }));
  let committing: Promise<void> = Promise.resolve();
  let stored = log.committed;
  let closeAt: number | null = null;
  let waits = 0;
  let closed = false;
  const finish = async (rx: number): Promise<void> => {
    if (closeAt === null || rx < closeAt || (!recorder.isComplete(closeAt) && ++waits < MOST_WAITS)) return;
    closed = true;
    await recorder.close();
    tell({ type: "store.closed", rx });
  };
  const commit = (): void => {
    committing = committing.then(async () => {
      if (closed) return;
      const rx = await recorder.commit();
      if (rx > stored) tell({ type: "frames.stored", rx: (stored = rx) });
      await finish(rx);
    });
    committing.catch((error: unknown) => tell({ type: "store.failed", message: error instanceof Error ? error.message : String(error) }));
  };
  const obey = (command: StoreCommand): void => {
    if (command.type === "store.instruments") for (const each of command.instruments) recorder.instrument(each);
    else if (closed) tell({ type: "store.closed", rx: stored });
    else {
      closeAt = command.rx;
      commit();
    }
  };
  const tick = (): void => {
    if (closed) return;
    commit();
    schedule(tick, COMMIT_MS);
  };
  schedule(tick, COMMIT_MS);
  const report = (): void => {
    tell(recorder.status);
    if (!closed) schedule(report, STATUS_MS);
  };
  schedule(report, STATUS_MS);
  tell({ type: "store.ready", rx: stored });
  port.onMessage((message) => {
    if (typeof message === "string") obey(storeCommandSchema.parse(JSON.parse(message)));
    else if (closed) return;
    else if (messageKind(message) === KEYFRAME_MESSAGE) recorder.keyframe(decodeKeyframe(message));
    else {
      recorder.take(decodeFrames(message));
      if (recorder.isDue) commit();
    }
  });
}

/** Serves a log that is sealed already: its store died between the seal and the word of it. */
export function serveSealed(port: Port, frames: number): void {
  const tell = (event: StoreEvent): void => port.post(JSON.stringify(event));
  tell({ type: "store.ready", rx: frames });
  port.onMessage((message) => {
    if (typeof message === "string" && storeCommandSchema.parse(JSON.parse(message)).type === "store.close")
      tell({ type: "store.closed", rx: frames });
  });
}
