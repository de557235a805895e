import { parentPort } from "node:worker_threads";
import type { CandleColumns } from "../../src/core/indicators/candle-columns.ts";
import { latestValues } from "./ten-indicators.ts";

/** What a worker is given, several symbols at once, and what it answers: the newest value of each line of each. */
export interface ModelTask {
  readonly symbols: readonly CandleColumns[];
}

export interface ModelAnswer {
  readonly values: readonly (readonly number[])[];
  /** Time of the processor that this process has used so far, in ms, and its memory. Of a thread: of the whole process. */
  readonly cpuMs: number;
  readonly rssBytes: number;
}

function answer({ symbols }: ModelTask): ModelAnswer {
  const values = symbols.map((columns) => latestValues(columns));
  const { user, system } = process.cpuUsage();
  return { values, cpuMs: (user + system) / 1_000, rssBytes: process.memoryUsage.rss() };
}

if (parentPort !== null) parentPort.on("message", (task: ModelTask) => parentPort?.postMessage(answer(task)));
else process.on("message", (task: ModelTask) => process.send?.(answer(task)));
