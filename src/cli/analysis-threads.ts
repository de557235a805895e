import { availableParallelism } from "node:os";
import { join } from "node:path";
import { AnalysisCancelled, AnalysisPool } from "../workers/analytics/analysis-pool.ts";
import { type AnalysisProfile, analysisProfile, ProfileError } from "../workers/analytics/analysis-profile.ts";
import { CommandFailure, Interrupted, type Io, UsageError, wholeNumber } from "./command.ts";

/** What `--workers` and the profile say, for `--help`. */
export const WORKERS_HELP = "  --workers N    threads; the default is the profile's (TAPEDECK_PROFILE battery, balanced or maximum: docs/tuning.md)";

/** How many threads and waiting pieces of work: by option, else by environment, else by the machine. */
export function profileOption(workers: string | undefined): AnalysisProfile {
  try {
    const profile = analysisProfile(process.env, availableParallelism());
    return workers === undefined ? profile : { ...profile, workers: wholeNumber("--workers", workers, 1) };
  } catch (error) {
    if (error instanceof ProfileError) throw new UsageError(error.message);
    throw error;
  }
}

/**
 * Does `work` with a pool of threads, which are gone when it has ended. Ctrl+C takes the work back: rejects with an {@link Interrupted} that
 * says what was done by then. A second Ctrl+C ends the program as it stands.
 */
export async function withThreads<T>(
  io: Io,
  { workers, queue }: AnalysisProfile,
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
