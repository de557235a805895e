import { existsSync } from "node:fs";
import { decodeFrames, KEYFRAME_MESSAGE, messageKind } from "../../core/contract/live.ts";
import { decodeKeyframe, storeCommandSchema, type StoreEvent } from "../../core/contract/live-fold.ts";
import { serveWorker } from "../worker-process.ts";
import { Recorder } from "./recorder.ts";
import { WRITER } from "./session-rows.ts";
import { SessionWriter } from "./session-writer.ts";

/** What is taken is committed at the latest after this long. */
const COMMIT_MS = 250;
/** Closing waits so many commits for the last keyframes, which a worker that has just died may never send. */
const MOST_WAITS = 20;

const [tape = "", venue = ""] = process.argv.slice(2);
const writer = existsSync(tape)
  ? SessionWriter.resume(tape)
  : SessionWriter.create(tape, { writer: WRITER, source: "recording", venue, sessionRx: 1, format: null, files: [] }, { inPlace: true });

/** The store worker: the only writer. One port: frames of the feed and keyframes of the fold workers in, what is committed out. */
serveWorker((port) => {
  const tell = (event: StoreEvent): void => port.post(JSON.stringify(event));
  const recorder = new Recorder(writer, (afterRx) => tell({ type: "frames.resend", afterRx }));
  let committing: Promise<void> = Promise.resolve();
  let stored = writer.committed;
  let closeAt: number | null = null;
  let waited = 0;
  const commit = (): void => {
    committing = committing.then(async () => {
      const rx = await recorder.commit();
      if (rx > stored) tell({ type: "frames.stored", rx: (stored = rx) });
      if (closeAt === null || rx < closeAt || (recorder.owedKeyframes > 0 && ++waited < MOST_WAITS)) return;
      clearInterval(timer);
      await recorder.close();
      tell({ type: "store.closed", rx });
    });
    committing.catch((error: unknown) => tell({ type: "store.failed", message: error instanceof Error ? error.message : String(error) }));
  };
  const timer = setInterval(commit, COMMIT_MS);
  tell({ type: "store.ready", rx: stored });
  port.onMessage((message) => {
    if (typeof message === "string") {
      const command = storeCommandSchema.parse(JSON.parse(message));
      if (command.type === "store.instruments") for (const each of command.instruments) recorder.instrument(each);
      else {
        closeAt = command.rx;
        commit();
      }
    } else if (messageKind(message) === KEYFRAME_MESSAGE) recorder.keyframe(decodeKeyframe(message));
    else {
      recorder.take(decodeFrames(message));
      if (recorder.isDue) commit();
    }
  });
});
