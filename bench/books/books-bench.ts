import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installPeers } from "../peers.ts";
import { runPinned } from "../pinned-process.ts";
import { median, takeTurns } from "../take-turns.ts";
import type { Sample } from "./contestant-process.ts";
import { CONTESTANTS } from "./contestants.ts";
import type { Paced } from "./paced-process.ts";
import { REAL_FILES, REAL_SYMBOL, writeRealMarket } from "./real-market.ts";
import { writeMarket } from "./synthetic-market.ts";

/** The burst: symbols, diffs a second of each, seconds. */
const BURST = { symbols: 500, perSecond: 130, seconds: 4 } as const;

export interface BooksOptions {
  /** Processes a contestant; its figures are their medians. */
  readonly reps: number;
  readonly messages: number;
}

interface Figure {
  readonly msgPerSecond: number;
  readonly p999Us: number;
  readonly p999PassUs: number;
  readonly share: number;
  readonly kbPerBook?: number;
  /** Whether everything it read equals what Tapedeck read; absent where it answers nothing. */
  readonly equalAnswers?: boolean;
}

type Figures = ReadonlyMap<string, Figure>;

/**
 * Measures, on one core, the way from the text of a depth message to the best bid and ask of its book, beside peers on the same text: 50
 * synthetic books of 1,000 levels a side, then a real recording, then 500 books at a fixed pace.
 */
export function booksBench({ reps, messages }: BooksOptions): { data: object; text: string } {
  const peers = installPeers();
  const names = Object.keys(CONTESTANTS).filter((name) => peers || name === "tapedeck" || name === "JSON.parse");
  const folder = mkdtempSync(join(tmpdir(), "tapedeck-bench-"));
  try {
    const file = join(folder, "market.jsonl");
    const symbols = writeMarket(file, { symbols: 50, messages, weighted: true });
    const synthetic = figuresOf(takeTurns(names, reps, (name) => sample(name, file, symbols)));
    const diffs = writeRealMarket(file);
    const real = figuresOf(takeTurns(names, reps, (name) => sample(name, file, [REAL_SYMBOL])));
    const data = {
      messages,
      symbols: symbols.length,
      reps,
      contestants: withAbsent(synthetic),
      ratio: ratios(synthetic),
      real: { captures: REAL_FILES, messages: diffs, contestants: withAbsent(real), ratio: ratios(real) },
      burst: burst(file),
    };
    return { data, text: `${JSON.stringify(data, null, 2)}\n` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sample(name: string, file: string, symbols: readonly string[]): Sample {
  return runPinned(join(import.meta.dirname, "contestant-process.ts"), [name, file, ...symbols]) as Sample;
}

function figuresOf(samples: ReadonlyMap<string, readonly Sample[]>): Figures {
  const own = samples.get("tapedeck")?.[0]?.sum;
  const middle = (runs: readonly Sample[], of: (run: Sample) => number): number => Number(median(runs.map(of)).toFixed(1));
  return new Map(
    Array.from(samples, ([name, runs]): [string, Figure] => {
      const figure = {
        msgPerSecond: Math.round(median(runs.map((run) => run.msgPerSecond))),
        p999Us: middle(runs, (run) => run.p999Us),
        p999PassUs: middle(runs, (run) => run.p999PassUs),
        share: Number(median(runs.map((run) => run.share)).toFixed(2)),
      };
      if (runs[0]?.sum == null) return [name, figure];
      return [name, { ...figure, kbPerBook: middle(runs, (run) => run.kbPerBook ?? 0), equalAnswers: runs.every(({ sum }) => sum === own) }];
    }),
  );
}

function withAbsent(figures: Figures): Record<string, Figure | null> {
  return Object.fromEntries(Object.keys(CONTESTANTS).map((name) => [name, figures.get(name) ?? null]));
}

/** Rates of Tapedeck to those of the others, and its slowest messages to tardis-dev's; null where the other is absent. */
function ratios(figures: Figures): Record<"jsonParse" | "tardis" | "ccxtPro" | "p999Tardis", number | null> {
  const ratio = (other: string, of: "msgPerSecond" | "p999Us"): number | null => {
    const [mine, theirs] = [figures.get("tapedeck"), figures.get(other)];
    return mine && theirs ? Number((mine[of] / theirs[of]).toFixed(3)) : null;
  };
  return {
    jsonParse: ratio("JSON.parse", "msgPerSecond"),
    tardis: ratio("tardis-dev", "msgPerSecond"),
    ccxtPro: ratio("ccxt pro", "msgPerSecond"),
    p999Tardis: ratio("tardis-dev", "p999Us"),
  };
}

/** 500 books at 130 diffs a second each in one process: what waits, and how fast they are when nothing paces them. */
function burst(file: string): Paced & { readonly symbols: number; readonly held: boolean; readonly mostPerSecond: number } {
  const rate = BURST.symbols * BURST.perSecond;
  const symbols = writeMarket(file, { symbols: BURST.symbols, messages: rate * BURST.seconds, weighted: false });
  process.stderr.write(`bench: ${BURST.symbols} symbols at ${BURST.perSecond} diffs a second\n`);
  const paced = runPinned(join(import.meta.dirname, "paced-process.ts"), [String(rate), file, ...symbols]) as Paced;
  const { msgPerSecond } = sample("tapedeck", file, symbols);
  // A queue that grows holds more at the end than comes in a hundredth of a second.
  return { symbols: BURST.symbols, ...paced, held: paced.leftWaiting < rate / 100, mostPerSecond: Math.round(msgPerSecond) };
}
