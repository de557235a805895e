import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { installPeers } from "../peers.ts";
import { takeTurns } from "../take-turns.ts";
import { captureNames, readMessages } from "./capture.ts";
import { type Answer, CONTESTANTS, importCaptures } from "./contestants.ts";

/** Processes a contestant; its figure is their median. */
const PROCESSES = 3;

interface Sample {
  readonly framesPerSecond: number;
  readonly cores: number;
  readonly answer: Answer;
}

interface Figure {
  readonly framesPerSecond: number;
  /** Cores kept busy in the last timed pass. */
  readonly cores: number;
  /** Whether its answer equals Tapedeck's; absent where it answers nothing. */
  readonly equalAnswers?: boolean;
}

/** Measures the tape: import, replay and candles of one capture beside peers on the same bytes; answers are compared. */
export async function tapeBench(): Promise<{ data: object; text: string }> {
  if (!existsSync(join(import.meta.dirname, "../../out/main/fold-worker.js"))) throw new Error("the product is not built: npm run build");
  const peers = installPeers();
  const folder = mkdtempSync(join(tmpdir(), "tapedeck-bench-"));
  try {
    const tape = join(folder, "capture.tape");
    await importCaptures(tape);
    const names = Object.keys(CONTESTANTS).filter((name) => peers || !name.startsWith("tardis"));
    const samples = takeTurns(names, PROCESSES, (name) => sample(name, tape));
    const figures = figuresOf(samples);
    const data = { captures: captureNames(), ...sizes(tape), contestants: withAbsent(figures), ratio: ratios(figures) };
    return { data, text: `${JSON.stringify(data, null, 2)}\n` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sample(name: string, tape: string): Sample {
  const output = execFileSync(process.execPath, [join(import.meta.dirname, "contestant-process.ts"), name, tape], { maxBuffer: 1 << 26 });
  return JSON.parse(output.toString()) as Sample;
}

function figuresOf(samples: ReadonlyMap<string, readonly Sample[]>): Map<string, Figure> {
  const book = samples.get("tapedeck replay, 1 worker")?.[0]?.answer ?? null;
  const candles = samples.get("tapedeck candles")?.[0]?.answer ?? null;
  return new Map(
    Array.from(samples, ([name, runs]): [string, Figure] => {
      const middle = runs.toSorted((a, b) => a.framesPerSecond - b.framesPerSecond)[runs.length >> 1] as Sample;
      const equal = runs.every(({ answer }) => agree(answer, answer?.kind === "book" ? book : candles));
      const figure = { framesPerSecond: Math.round(middle.framesPerSecond), cores: Number(middle.cores.toFixed(2)) };
      return [name, middle.answer === null ? figure : { ...figure, equalAnswers: equal }];
    }),
  );
}

/** Books are equal to the double; candles in time, prices and count, and in volume but for the peer's float sums. */
function agree(answer: Answer, reference: Answer): boolean {
  if (answer === null || reference === null) return answer === reference;
  if (answer.kind === "book") return JSON.stringify(answer) === JSON.stringify(reference);
  if (reference.kind !== "candles" || answer.candles.length === 0) return false;
  return answer.candles.every((candle) => {
    const own = reference.candles.find(([symbol, openTime]) => symbol === candle[0] && openTime === candle[1]);
    return own?.every((value, i) => (i === 6 ? Math.abs(Number(value) - Number(candle[i])) <= 1e-9 * Number(value) : value === candle[i])) ?? false;
  });
}

function sizes(tape: string): object {
  const { bytes: text, starts } = readMessages();
  const gzip9 = gzipSync(text, { level: 9 }).length;
  const bytes = statSync(tape).size;
  return {
    frames: starts.length,
    bytes: text.length,
    size: { tape: bytes, gzip9, ratio: round(bytes / gzip9), bytesPerFrame: round(bytes / starts.length) },
  };
}

function withAbsent(figures: ReadonlyMap<string, Figure>): Record<string, Figure | null> {
  return Object.fromEntries(Object.keys(CONTESTANTS).map((name) => [name, figures.get(name) ?? null]));
}

function ratios(figures: ReadonlyMap<string, Figure>): Record<string, number | null> {
  const ratio = (a: string, b: string): number | null => {
    const [own, other] = [figures.get(a), figures.get(b)];
    return own && other ? round(own.framesPerSecond / other.framesPerSecond) : null;
  };
  return {
    replayToJsonParse: ratio("tapedeck replay, 1 worker", "JSON.parse"),
    replayToTardis: ratio("tapedeck replay, 1 worker", "tardis-dev books"),
    replayTwoWorkersToOne: ratio("tapedeck replay, 2 workers", "tapedeck replay, 1 worker"),
    importToJsonParse: ratio("tapedeck import", "JSON.parse"),
    candlesToTardis: ratio("tapedeck candles", "tardis-dev candles"),
  };
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
