import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { REAL_WORLD } from "../feed/real-world.ts";
import { startWorker } from "../worker-process.ts";
import { AnalysisPool } from "./analysis-pool.ts";
import { RunningAnalyses } from "./running-analyses.ts";
import { candleSourceOf } from "./venue-candles.ts";

/**
 * The process of screens and backtests, started with the first and ended some time after the last. Arguments: threads, pieces of work that
 * may wait for them; then of a live desk the venue, and the endpoint it is spoken to at where that is not its own.
 */
const [workers = "", queue = "", venue = "", endpoint = ""] = process.argv.slice(2);

startWorker(() => {
  // Its threads begin with the same: books, aggregates, the store and the page come first where the processor is not enough for all.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const pool = new AnalysisPool({ entry: join(import.meta.dirname, "analysis-worker.js"), workers: Number(workers), queue: Number(queue) });
  const source = venue === "" ? null : candleSourceOf(venue, endpoint === "" ? null : endpoint, REAL_WORLD);
  const analyses = new RunningAnalyses({ pool, workers: Number(workers), source });
  return (port) => analyses.take(port);
});
