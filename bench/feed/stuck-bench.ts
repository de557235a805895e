import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { LiveDesk } from "../../src/main/feeds/live-desk.ts";
import { verifySession } from "../../src/workers/replay/replay-session.ts";
import { AppliedMeter, type Percentiles } from "./applied-meter.ts";
import { startSimulator } from "./simulator.ts";
import { StuckHost } from "./stuck-host.ts";

const SYMBOLS = 10;
const RATE = 1_000;
const BOOK_WORKERS = 2;
const WARM_MS = 8_000;
/** The supervisor ends a worker that has been silent for 5 s: until then it is stuck, and so long is each stretch. */
const STRETCH_MS = 4_500;
/** For the processes to have compiled what they do again, and for the storm of restarts to be none: six within a minute are. */
const REST_MS = 9_000;
const WHOLE_MS = 30_000;

export interface StuckCase {
  /** What else went on. */
  readonly beside:
    | "nothing"
    | "an unrelated process that spins"
    | "an analytics worker that spins in an indicator"
    | "an analytics worker that is stopped";
  readonly frames: number;
  readonly appliedMs: Percentiles;
  /** The same of the second in the middle, of all seconds by themselves. */
  readonly medianSecondMs: Omit<Percentiles, "p999">;
  readonly idleThreadLateMs: Omit<Percentiles, "p999">;
  /** How often the analytics worker was ended and started anew. */
  readonly restarts: number;
}

type Trouble = (desk: LiveDesk) => { readonly end: () => void; readonly restarts: boolean };

const TROUBLES: Readonly<Record<StuckCase["beside"], Trouble>> = {
  nothing: () => ({ end: () => {}, restarts: false }),
  "an unrelated process that spins": () => {
    const process_: ChildProcess = spawn(process.execPath, ["--eval", "for (;;);"], { stdio: "ignore" });
    return { end: () => process_.kill("SIGKILL"), restarts: false };
  },
  "an analytics worker that spins in an indicator": (desk) => signal(desk, "SIGUSR2"),
  "an analytics worker that is stopped": (desk) => signal(desk, "SIGSTOP"),
};

/** What a stuck analytics worker does to the books of a live desk, beside what any process that spins does: each in turn, `rounds` times. */
export async function stuckBench(rounds: number): Promise<{ data: object; text: string }> {
  const simulator = await startSimulator(SYMBOLS, RATE / SYMBOLS);
  const folder = mkdtempSync(join(tmpdir(), "tapedeck-bench-"));
  const tape = join(folder, "stuck.tape");
  const desk = new LiveDesk({
    host: new StuckHost(),
    venue: "binance",
    endpoint: simulator.address,
    symbols: simulator.symbols,
    tape,
    bookWorkers: BOOK_WORKERS,
    analyticsWorkers: 1,
    feedQueueMiB: 64,
    foldQueueMiB: 64,
    clock: () => performance.now(),
  });
  try {
    await desk.start();
    await pause(WARM_MS);
    await whole(desk, 0);
    const meters = Object.entries(TROUBLES).map(([beside, trouble]) => ({ beside, trouble, meter: new AppliedMeter(), restarts: 0 }));
    for (let round = 0; round < rounds; round++) {
      // What a moment of the machine does to one of them is another one's in the next round.
      for (const each of [...meters.slice(round % meters.length), ...meters.slice(0, round % meters.length)]) {
        const before = analytics(desk).restarts;
        const end = each.meter.begin(desk, 1);
        const { end: endTrouble, restarts } = each.trouble(desk);
        await pause(STRETCH_MS);
        await end();
        endTrouble();
        await whole(desk, before + (restarts ? 1 : 0));
        each.restarts += analytics(desk).restarts - before;
        if (restarts) await pause(REST_MS);
      }
    }
    await desk.close();
    const { equal, different } = await verifySession(tape, { workers: 1, foldWorker: "" });
    const cases = meters.map(({ beside, meter: { frames, appliedMs, medianSecondMs, idleThreadLateMs }, restarts }) => ({
      beside,
      frames,
      appliedMs,
      medianSecondMs,
      idleThreadLateMs,
      restarts,
    }));
    const line = ({ beside, frames, appliedMs: { p50, p99, p999 }, medianSecondMs, idleThreadLateMs, restarts }: (typeof cases)[number]): string =>
      `${beside}: ${frames} frames, applied ${p50} ms p50, ${p99} p99, ${p999} p99.9, in the median second ${medianSecondMs.p99} p99 (an idle thread woke ${idleThreadLateMs.p99} ms late at p99), ${restarts} restarts\n`;
    return {
      data: { rate: RATE, workers: BOOK_WORKERS, cases, digests: { equal, different } },
      text: `${cases.map(line).join("")}digests of the recording: ${equal} equal to a replay's, ${different} different\n`,
    };
  } finally {
    await desk.stop();
    await simulator.stop();
    rmSync(folder, { recursive: true });
  }
}

function analytics(desk: LiveDesk) {
  const found = desk.report().processes.find(({ name }) => name === "analytics-worker");
  if (found === undefined) throw new Error("there is no analytics worker");
  return found;
}

function signal(desk: LiveDesk, name: NodeJS.Signals): { end: () => void; restarts: true } {
  const { pid } = analytics(desk);
  if (pid === null) throw new Error("the analytics worker is down");
  process.kill(pid, name);
  return { end: () => {}, restarts: true };
}

/** Resolves when all books are live and the analytics worker has been restarted so often and holds what the books hold. */
async function whole(desk: LiveDesk, restarts: number): Promise<void> {
  const isWhole = (): boolean => {
    const { books, analytics: aggregates } = desk.status;
    if (analytics(desk).restarts < restarts || desk.report().books.live < SYMBOLS) return false;
    return [...books, ...aggregates].every((status) => status !== null && status.rx >= desk.report().storedFrames - 2 * RATE);
  };
  const limit = AbortSignal.timeout(WHOLE_MS);
  while (!isWhole()) {
    limit.throwIfAborted();
    await new Promise<void>((resolve) => {
      const undo = desk.onStatus(() => {
        undo();
        resolve();
      });
    });
  }
}
