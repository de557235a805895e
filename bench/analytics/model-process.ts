import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type CandleColumns, columnsOf } from "../../src/core/indicators/candle-columns.ts";
import { candleMarket } from "./candle-market.ts";
import type { ModelAnswer, ModelTask } from "./model-worker.ts";
import { latestValues } from "./ten-indicators.ts";

/**
 * Measures ten indicators of 50 symbols in one way to spread them. Arguments: `sequential`, `threads` or `processes`, and how many workers.
 * The candles lie in the first process and are sent along each time; the workers are there already. Prints a {@link ModelSample}.
 */
export interface ModelSample {
  /** By the clock, the least of the passes: from the candles to the newest values of all, sending included. */
  readonly ms: number;
  /** Cores kept busy in that pass. */
  readonly cores: number;
  /** Memory of all processes together at the end. */
  readonly rssMb: number;
  /** From nothing to workers that answer; 0 without any. */
  readonly startMs: number;
  /** Sum of all values, to be compared. */
  readonly sum: number;
}

interface Hand {
  ask(task: ModelTask): Promise<ModelAnswer>;
  stop(): Promise<unknown>;
}

const PASSES = 7;
const SCRIPT = join(import.meta.dirname, "model-worker.ts");
const [model = "", workers = ""] = process.argv.slice(2);
const market = candleMarket().map((candles) => columnsOf(candles));

function thread(): Hand {
  const worker = new Worker(SCRIPT);
  return {
    async ask(task) {
      const answered = once(worker, "message"); // rejects where the worker fails
      worker.postMessage(task);
      return ((await answered) as [ModelAnswer])[0];
    },
    stop: () => worker.terminate(),
  };
}

function child(): Hand {
  const worker: ChildProcess = fork(SCRIPT, { serialization: "advanced" });
  const died = once(worker, "exit");
  return {
    async ask(task) {
      const answered = once(worker, "message");
      worker.send(task);
      const [found] = (await Promise.race([answered, died])) as [ModelAnswer | number];
      if (typeof found !== "object") throw new Error(`a worker ended with code ${found}`);
      return found;
    },
    async stop() {
      worker.disconnect();
      await died;
    },
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const sumOf = (values: readonly (readonly number[])[]): number => values.flat().reduce((sum, value) => sum + value, 0);

function sequential(): ModelSample {
  let best: Omit<ModelSample, "rssMb" | "startMs"> | null = null;
  for (let pass = 0; pass < PASSES; pass++) {
    const [before, started] = [cpuMs(), performance.now()];
    const sum = sumOf(market.map((columns) => latestValues(columns)));
    const ms = performance.now() - started;
    if (best === null || ms < best.ms) best = { ms, cores: (cpuMs() - before) / ms, sum };
  }
  return { ...(best as ModelSample), startMs: 0, rssMb: process.memoryUsage.rss() / 2 ** 20 };
}

async function spread(make: () => Hand, count: number, own: boolean): Promise<ModelSample> {
  const begun = performance.now();
  const hands = Array.from({ length: count }, make);
  const first = await Promise.all(hands.map((hand) => hand.ask({ symbols: [] })));
  const startMs = performance.now() - begun;
  const shares = hands.map((_, n): CandleColumns[] => market.filter((__, symbol) => symbol % count === n));
  let used = own ? first.map((answer) => answer.cpuMs) : first.map(() => 0);
  let best: Omit<ModelSample, "rssMb" | "startMs"> | null = null;
  let rss = 0;
  for (let pass = 0; pass < PASSES; pass++) {
    const [before, started] = [cpuMs(), performance.now()];
    const answers = await Promise.all(hands.map((hand, n) => hand.ask({ symbols: shares[n] as CandleColumns[] })));
    const ms = performance.now() - started;
    const elsewhere = own ? answers.reduce((sum, answer, n) => sum + answer.cpuMs - (used[n] as number), 0) : 0;
    used = answers.map((answer) => answer.cpuMs);
    const values = market.map((_, symbol) => answers[symbol % count]?.values[Math.floor(symbol / count)] ?? []);
    if (best === null || ms < best.ms) best = { ms, cores: (cpuMs() - before + elsewhere) / ms, sum: sumOf(values) };
    rss = process.memoryUsage.rss() + (own ? answers.reduce((sum, answer) => sum + answer.rssBytes, 0) : 0);
  }
  await Promise.all(hands.map((hand) => hand.stop()));
  return { ...(best as ModelSample), startMs, rssMb: rss / 2 ** 20 };
}

const count = Number(workers);
const sample = model === "sequential" ? sequential() : await spread(model === "threads" ? thread : child, count, model === "processes");
process.stdout.write(JSON.stringify(sample));
