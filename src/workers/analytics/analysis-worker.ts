import { parentPort } from "node:worker_threads";
import { SessionFileError } from "../store/session-file-error.ts";
import type { AnalysisAnswer, AnalysisRequest } from "./analysis-pool.ts";
import { runAnalysis } from "./run-analysis.ts";

/** Entry of a thread of the analysis pool: one piece of work at a time. */
const port = parentPort;
if (port === null) throw new Error("the analysis worker runs as a worker thread only");

const PROGRESS_EVERY_MS = 100;

port.on("message", ({ id, task }: AnalysisRequest) => {
  let toldMs = performance.now();
  const say = (answer: AnalysisAnswer): void => port.postMessage(answer);
  const onProgress = (done: number, total: number): void => {
    const nowMs = performance.now();
    if (nowMs < toldMs + PROGRESS_EVERY_MS) return;
    toldMs = nowMs;
    say({ id, kind: "progress", done, total });
  };
  runAnalysis(task, onProgress).then(
    (result) => say({ id, kind: "done", result }),
    (error: unknown) => {
      if (error instanceof SessionFileError) say({ id, kind: "refused", reason: error.reason, path: error.path, problem: error.problem });
      else say({ id, kind: "failed", message: error instanceof Error ? error.message : String(error) });
    },
  );
});
