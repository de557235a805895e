import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { installPeers } from "../peers.ts";
import { runPinned } from "../pinned-process.ts";
import { median, takeTurns } from "../take-turns.ts";
import { BATCH_CONTESTANTS } from "./batch-contestants.ts";
import { CANDLE_CONTESTANTS } from "./candle-contestants.ts";
import type { CandleSample } from "./candle-process.ts";
import { differingLines, type Line, LINES, type Sampled } from "./indicator-answer.ts";
import type { Sample } from "./indicator-process.ts";
import type { ModelSample } from "./model-process.ts";
import { buildNativePeers } from "./native-peers.ts";
import { STREAMING_CONTESTANTS } from "./streaming-contestants.ts";

const TRADES = 200_000;
const OWN = "tapedeck";
/** Packages over a library in C. */
const NATIVE = ["talib", "tulind"];
const MODELS = { sequential: 0, threads: 2, processes: 2 } as const;

interface Figure {
  readonly time: number;
  /** Whether every line it has is Tapedeck's, and the lines that are not, or that it does not have. */
  readonly equalAnswers: boolean;
  readonly differs: readonly Line[];
  readonly absent: readonly Line[];
}

type Figures = Record<string, Figure | null>;

/**
 * Measures ten indicators along candles of 50 symbols beside the packages of npm (whole histories, candle by candle, and the forming candle),
 * candles from trades beside tardis-dev, and ways to spread the work. Throws where Tapedeck's answer is not TA-Lib's, or a candle not the true one.
 */
export function analyticsBench({ reps }: { readonly reps: number }): { data: object; text: string } {
  const peers = installPeers();
  const native = peers ? buildNativePeers() : new Set<string>();
  const there = (name: string): boolean => name.startsWith(OWN) || (peers && (!NATIVE.includes(name) || native.has(name)));
  const batch = figuresOf(BATCH_CONTESTANTS, reps, there, "batch");
  const append = figuresOf(STREAMING_CONTESTANTS, reps, there, "append");
  const forming = figuresOf(STREAMING_CONTESTANTS, reps, (name) => there(name) && name !== "technicalindicators", "forming");
  if ((batch["talib"]?.differs.length ?? 0) > 0) throw new Error(`Tapedeck and TA-Lib differ in ${batch["talib"]?.differs.join(", ")}`);
  const candles = candlesOf(reps, there);
  const models = modelsOf(reps);
  const fastest = fastestOf(batch);
  const ratio = {
    batchFastestNpm: ratioOf(batch[fastest], batch[OWN]),
    batchTalibNative: ratioOf(batch["talib"], batch[OWN]),
    appendTradingSignals: ratioOf(append["trading-signals"], append[OWN]),
    formingTradingSignals: ratioOf(forming["trading-signals"], forming[OWN]),
    candlesTardis: round((candles[OWN]?.tradesPerSecond ?? Number.NaN) / (candles["tardis-dev"]?.tradesPerSecond ?? Number.NaN)),
  };
  const data = { reps, ratio, fastestNpm: fastest, batchMs: batch, appendUs: append, formingUs: forming, trades: TRADES, candles, ...models };
  return { data, text: `${JSON.stringify(data, null, 2)}\n` };
}

function figuresOf(contestants: object, reps: number, there: (name: string) => boolean, mode: string): Figures {
  const names = Object.keys(contestants).filter(there);
  const script = join(import.meta.dirname, "indicator-process.ts");
  const samples = takeTurns(names, reps, (name) => runPinned(script, [name, mode]) as Sample);
  const own = samples.get(OWN)?.[0]?.answer as Sampled;
  return Object.fromEntries(
    Object.keys(contestants).map((name) => {
      const runs = samples.get(name);
      const answer = runs?.[0]?.answer;
      if (runs === undefined || answer === undefined) return [name, null];
      const differs = differingLines(answer, own);
      const absent = LINES.filter((line) => answer[line] === undefined);
      return [name, { time: round(median(runs.map(({ time }) => time))), equalAnswers: differs.length + absent.length === 0, differs, absent }];
    }),
  );
}

/** The fastest of the packages; a line less to compute is in its favour. */
function fastestOf(batch: Figures): string {
  const others = Object.entries(batch).filter(([name, figure]) => name !== OWN && figure !== null);
  return others.toSorted(([, a], [, b]) => (a as Figure).time - (b as Figure).time)[0]?.[0] ?? "";
}

function candlesOf(reps: number, there: (name: string) => boolean): Record<string, CandleSample> {
  const names = Object.keys(CANDLE_CONTESTANTS).filter(there);
  const script = join(import.meta.dirname, "candle-process.ts");
  const samples = takeTurns(names, reps, (name) => runPinned(script, [name, String(TRADES)]) as CandleSample);
  return Object.fromEntries(
    Array.from(samples, ([name, runs]) => {
      const tradesPerSecond = Math.round(median(runs.map((run) => run.tradesPerSecond)));
      return [name, { ...(runs[0] as CandleSample), tradesPerSecond }];
    }),
  );
}

function modelsOf(reps: number): object {
  const script = join(import.meta.dirname, "model-process.ts");
  const run = (model: string, workers: number): ModelSample =>
    JSON.parse(execFileSync(process.execPath, [script, model, String(workers)], { maxBuffer: 1 << 20 }).toString()) as ModelSample;
  const cases = { ...MODELS, "threads, 1 worker": 1, "processes, 1 worker": 1 };
  const samples = takeTurns(Object.keys(cases), reps, (name) => run(name.split(",")[0] as string, cases[name as keyof typeof cases]));
  const sums = new Set([...samples.values()].flat().map(({ sum }) => sum));
  if (sums.size !== 1) throw new Error(`ways to spread the work give sums of ${[...sums].join(", ")}`);
  const middle = (name: string, of: (sample: ModelSample) => number): number => round(median((samples.get(name) ?? []).map(of)));
  const figure = (name: string): object => ({
    ms: middle(name, ({ ms }) => ms),
    cores: middle(name, ({ cores }) => cores),
    rssMb: Math.round(middle(name, ({ rssMb }) => rssMb)),
    startMs: Math.round(middle(name, ({ startMs }) => startMs)),
  });
  const speedUp = (model: string): number => round(middle(`${model}, 1 worker`, ({ ms }) => ms) / middle(model, ({ ms }) => ms));
  return {
    models: Object.fromEntries(Object.keys(MODELS).map((name) => [name, figure(name)])),
    oneWorker: { threads: figure("threads, 1 worker"), processes: figure("processes, 1 worker") },
    twoWorkersToOne: { threads: speedUp("threads"), processes: speedUp("processes") },
  };
}

function ratioOf(other: Figure | null | undefined, own: Figure | null | undefined): number | null {
  return other && own ? round(other.time / own.time) : null;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
