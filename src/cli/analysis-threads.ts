import { join } from "node:path";
import { AnalysisCancelled, AnalysisPool } from "../workers/analytics/analysis-pool.ts";
import { CommandFailure, Interrupted, type Io, wholeNumber } from "./command.ts";
import { ownResources } from "./own-resources.ts";

/** Threads, and pieces of work that may wait for them. */
export interface AnalysisThreads {
  readonly workers: number;
  readonly queue: number;
}

/** What `--workers` and the profile say, for `--help`. */
export const WORKERS_HELP = "  --workers N    threads; the default is the profile's (TAPEDECK_PROFILE battery, balanced or maximum: docs/tuning.md)";

/** How many threads and waiting pieces of work: by option, else by environment, settings and machine. */
export async function threadsOption(workers: string | undefined): Promise<AnalysisThreads> {
  const { analysisThreads, analysisQueue } = (await ownResources()).values;
  return { workers: workers === undefined ? analysisThreads : wholeNumber("--workers", workers, 1), queue: analysisQueue };
}

/**
 * Does `work` with a pool of threads, which are gone when it has ended. Ctrl+C takes the work back: rejects with an {@link Interrupted} that
 * says what was done by then. A second Ctrl+C ends the program as it stands.
 */
export async function withThreads<T>(
  io: Io,
  { workers, queue }: AnalysisThreads,
  work: (pool: AnalysisPool, signal: AbortSignal) => Promise<T>,
  progress: () => string,
): Promise<T> {
  const pool = new AnalysisPool({ entry: join(io.programs, "analysis-worker.js"), workers, queue });
  const interrupt = new AbortController();
  const onInterrupt = (): void => interrupt.abort();
  process.once("SIGINT", onInterrupt);
  try {
    return await work(pool, interrupt.signal);
  } catch (error) {
    if (interrupt.signal.aborted) throw new Interrupted(`cancelled at ${progress()}; nothing is printed`);
    if (error instanceof AnalysisCancelled) throw new CommandFailure(error.message);
    throw error;
  } finally {
    process.off("SIGINT", onInterrupt);
    await pool.close();
  }
}
