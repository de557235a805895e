import { AnalysisPool } from "../analytics/analysis-pool.ts";
import type { Recompute } from "../views/recomputations.ts";

/** More than a person asks for at once. */
const QUEUE = 64;

/**
 * Candles made again from the recording's files in a thread of their own, which exists while there is work for it: the live fold goes on
 * beside it. `entry`: path of the analysis threads' entry.
 */
export function recomputeInThread(entry: string, tapes: () => readonly string[]): Recompute {
  let pool: AnalysisPool | null = null;
  let open = 0;
  return async (instrument, interval, { signal, onProgress }) => {
    pool ??= new AnalysisPool({ entry, workers: 1, queue: QUEUE });
    open++;
    try {
      return await pool.run({ kind: "recompute", tapes: tapes(), instrument, interval }, { signal, onProgress });
    } finally {
      open--;
      if (open === 0) {
        const idle = pool;
        pool = null;
        await idle?.close();
      }
    }
  };
}
