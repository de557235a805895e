import { Worker } from "node:worker_threads";
import type { Mark } from "../../core/session/mark.ts";
import { SessionFileError } from "../store/session-file-error.ts";
import type { FoldReply, FoldRequest } from "./fold-protocol.ts";
import { PartitionReplay, type PartitionReport, type PartitionRequest } from "./partition-replay.ts";

/** One share of a fold, in this thread or another. */
interface Share {
  /** Returns the greatest event time of the share's messages, Unix ms. */
  advance(untilRx: number): Promise<number>;
  finish(mark: Mark): Promise<PartitionReport>;
  close(): Promise<void>;
}

export interface FoldPoolOptions {
  readonly workers: number;
  /** Path of the entry of the worker threads; one worker needs none. */
  readonly foldWorker: string;
  readonly digestsAtMarks: boolean;
}

/**
 * The fold of a session file spread over worker threads by instrument. Each reads the file itself and folds its own share;
 * one worker needs no thread.
 */
export class FoldPool {
  private readonly shares: readonly Share[];

  constructor(tape: string, { workers, foldWorker, digestsAtMarks }: FoldPoolOptions) {
    this.shares = Array.from({ length: workers }, (_, index) => {
      const request: PartitionRequest = { tape, index, count: workers, digestsAtMarks };
      return workers === 1 ? localShare(request) : threadShare(foldWorker, request);
    });
  }

  /** Folds up to and including a frame; returns the venue's greatest event time so far. */
  async advance(untilRx: number): Promise<number> {
    return Math.max(...(await Promise.all(this.shares.map((share) => share.advance(untilRx)))));
  }

  finish(mark: Mark): Promise<PartitionReport[]> {
    return Promise.all(this.shares.map((share) => share.finish(mark)));
  }

  async close(): Promise<void> {
    await Promise.all(this.shares.map((share) => share.close()));
  }
}

function localShare(request: PartitionRequest): Share {
  const replay = new PartitionReplay(request);
  return {
    advance: async (untilRx) => replay.advance(untilRx),
    finish: async (mark) => replay.finish(mark),
    close: async () => replay.close(),
  };
}

function threadShare(foldWorker: string, request: PartitionRequest): Share {
  const worker = new Worker(foldWorker, { workerData: request });
  let failed: Error | null = null;
  let settle: { resolve: (reply: FoldReply) => void; reject: (error: Error) => void } | null = null;
  const fail = (error: Error): void => {
    failed ??= error;
    settle?.reject(failed);
    settle = null;
  };
  worker.on("message", (reply: FoldReply) => {
    if (reply.kind === "refused") return fail(new SessionFileError(reply.reason, reply.path, reply.problem));
    settle?.resolve(reply);
    settle = null;
  });
  worker.on("error", fail);
  worker.on("exit", (code) => fail(new Error(`a fold worker ended early with code ${code}`)));
  const ask = (request: FoldRequest): Promise<FoldReply> =>
    new Promise((resolve, reject) => {
      if (failed !== null) reject(failed);
      else {
        settle = { resolve, reject };
        worker.postMessage(request);
      }
    });
  return {
    async advance(untilRx) {
      const reply = await ask({ kind: "advance", untilRx });
      if (reply.kind !== "advanced") throw new Error(`a fold worker answered ${reply.kind} to advance`);
      return reply.eventMs;
    },
    async finish(mark) {
      const reply = await ask({ kind: "finish", mark });
      if (reply.kind !== "report") throw new Error(`a fold worker answered ${reply.kind} to finish`);
      return reply.report;
    },
    async close() {
      await worker.terminate();
    },
  };
}
