import { parentPort, workerData } from "node:worker_threads";
import { SessionFileError } from "../store/session-file-error.ts";
import type { FoldReply, FoldRequest } from "./fold-protocol.ts";
import { PartitionReplay, type PartitionRequest } from "./partition-replay.ts";

/** Entry of a fold worker thread: it opens the session file itself and folds its share on request. */
const port = parentPort;
if (port === null) throw new Error("the fold worker runs as a worker thread only");

let replay: PartitionReplay | null = null;

port.on("message", (request: FoldRequest) => {
  port.postMessage(answer(request));
});

function answer(request: FoldRequest): FoldReply {
  try {
    replay ??= new PartitionReplay(workerData as PartitionRequest);
    if (request.kind === "advance") return { kind: "advanced", eventMs: replay.advance(request.untilRx) };
    return { kind: "report", report: replay.finish(request.mark) };
  } catch (error) {
    if (!(error instanceof SessionFileError)) throw error;
    return { kind: "refused", reason: error.reason, path: error.path, problem: error.problem };
  }
}
