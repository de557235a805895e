import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { inProject } from "../../scripts/project.mjs";
import { LiveDesk } from "../../src/main/feeds/live-desk.ts";
import { HeadlessHost } from "../../src/main/host/headless.ts";
import { AppliedMeter, type Percentiles } from "./applied-meter.ts";
import { startSimulator } from "./simulator.ts";

const SYMBOLS = 10;
const RATES = [1_000, 20_000] as const;
/** Time for the desk to start, for its books to become live and for its processes to have compiled what they do. */
const LEAD_SECONDS = 15;
const SAMPLE_MS = 500;

/** What the desk did at one rate. */
export interface FeedCase {
  /** Nominal messages a second, of all symbols. */
  readonly rate: number;
  readonly workers: number;
  readonly frames: number;
  readonly dropped: number;
  /** The most bytes that waited to be stored. */
  readonly queueHighWater: number;
  /** Of one core, all processes of the desk together, the simulator not among them. */
  readonly cpuPercent: number;
  readonly rssMb: number;
  /** Socket read to book applied. */
  readonly appliedMs: Percentiles;
  /** The same of the second in the middle, of all seconds by themselves: what the desk does where nothing else disturbs it. */
  readonly medianSecondMs: Omit<Percentiles, "p999">;
  /** How late an idle thread of the same machine woke meanwhile. */
  readonly idleThreadLateMs: Omit<Percentiles, "p999">;
}

/** Runs a live desk on a simulated exchange that sends at the one rate for `seconds`, then at the other for a sixth of that. */
export async function liveCase(workers: number, seconds: number): Promise<FeedCase[]> {
  const burst = { at: LEAD_SECONDS + seconds, rate: RATES[1], seconds: Math.max(1, Math.round(seconds / 6)) + 1 };
  const simulator = await startSimulator(SYMBOLS, RATES[0] / SYMBOLS, burst);
  const folder = mkdtempSync(join(tmpdir(), "tapedeck-bench-"));
  const desk = new LiveDesk({
    host: new HeadlessHost({ workers: inProject("out", "main"), page: "", port: 0 }),
    venue: "binance",
    endpoint: simulator.address,
    symbols: simulator.symbols,
    tape: join(folder, "bench.tape"),
    bookWorkers: workers,
    analyticsWorkers: 1,
    feedQueueMiB: 64,
    foldQueueMiB: 64,
    clock: () => performance.now(),
  });
  const broken = new Promise<never>((_, reject) => desk.troubles.on(({ message }) => reject(new Error(message))));
  const until = (ms: number): Promise<void> => Promise.race([pause(Math.max(0, ms - performance.now())), broken]);
  try {
    await Promise.race([desk.start(), broken]);
    const burstMs = simulator.startedMs + burst.at * 1_000;
    const first = await measure(desk, RATES[0], workers, burstMs - seconds * 1_000, burstMs - 500, until);
    // The second in which the rate changes belongs to neither.
    const second = await measure(desk, RATES[1], workers, burstMs + 700, burstMs + (burst.seconds - 0.3) * 1_000, until);
    await Promise.race([desk.close(), broken]);
    return [first, second];
  } finally {
    await desk.stop();
    await simulator.stop();
    rmSync(folder, { recursive: true });
  }
}

async function measure(
  desk: LiveDesk,
  rate: number,
  workers: number,
  fromMs: number,
  toMs: number,
  until: (ms: number) => Promise<void>,
): Promise<FeedCase> {
  await until(fromMs);
  const before = desk.report();
  if (before.books.live < SYMBOLS) throw new Error(`${before.books.live} of ${SYMBOLS} books are live after ${LEAD_SECONDS} s`);
  const meter = new AppliedMeter();
  const end = meter.begin(desk);
  const own = process.cpuUsage();
  const ownMs = performance.now();
  const cpu: number[] = [];
  let rssBytes = 0;
  let queueHighWater = 0;
  while (performance.now() < toMs) {
    await until(Math.min(toMs, performance.now() + SAMPLE_MS));
    const { processes, queues } = desk.report();
    cpu.push(processes.reduce((sum, { cpuPercent }) => sum + cpuPercent, 0));
    rssBytes = Math.max(rssBytes, processes.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0) + process.memoryUsage.rss()); // prettier-ignore
    queueHighWater = Math.max(queueHighWater, queues[0]?.size ?? 0);
  }
  const after = desk.report();
  const { user, system } = process.cpuUsage(own);
  const shell = (user + system) / 10 / (performance.now() - ownMs);
  await end();
  return {
    rate,
    workers,
    frames: after.frames - before.frames,
    dropped: after.dropped - before.dropped,
    queueHighWater,
    cpuPercent: Math.round(cpu.reduce((sum, percent) => sum + percent, 0) / cpu.length + shell),
    rssMb: Math.round(rssBytes / 1e6),
    appliedMs: meter.appliedMs,
    medianSecondMs: meter.medianSecondMs,
    idleThreadLateMs: meter.idleThreadLateMs,
  };
}
