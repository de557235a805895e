import { type Books, CONTESTANTS } from "./contestants.ts";
import { MarketFile } from "./market-file.ts";

/** Measures one contestant in a process of its own. Arguments: its name, the file, its symbols. Prints a {@link Sample}. */
export interface Sample {
  /**
   * Messages a second of its core's time, each followed by a read of the best bid and ask; the median of the passes. All threads of the
   * process count, and what other processes take of the core does not.
   */
  readonly msgPerSecond: number;
  /**
   * The time that 999 of 1,000 messages stay below by the clock, one reading included. Of each message the middle one of its times in five
   * passes counts: what other processes take of the core, and collections of garbage, fall on other messages in each pass and are not in it.
   * Leaving collections out is to the good of those who make garbage.
   */
  readonly p999Us: number;
  /** The same of a single pass, with whatever fell into it: that of the five which had most of its core. */
  readonly p999PassUs: number;
  /** Heap and buffers that a set of books adds; null where no book is kept. */
  readonly kbPerBook: number | null;
  /** The sum of everything read, for comparison; null where nothing is read. */
  readonly sum: number | null;
  /** The part of one core this process had: where it is low, others disturbed the slowest messages. */
  readonly share: number;
}

/** Seconds of passes before anything is measured, and of those that are measured; at least one pass each, always from fresh books. */
const WARM_UP_SECONDS = 1;
const MEASURED_SECONDS = 2;
const TIMED_PASSES = 5;
/** Sets of books kept at once to weigh them, and how many messages each has seen. */
const WEIGHED = 8;
const WEIGHED_AFTER = 10_000;

const [name = "", file = "", ...symbols] = process.argv.slice(2);
const make = CONTESTANTS[name];
if (make === undefined) throw new Error(`there is no contestant ${name}`);
const market = new MarketFile(file, symbols);

function fresh(): Books {
  const books = (make as (symbols: readonly string[]) => Books)(symbols);
  market.begin(books);
  return books;
}

/** A pass with the clock read after each message: what each took, in microseconds, and the part of its core that the process had. */
function timedPass(): { readonly us: Float64Array; readonly share: number } {
  const us = new Float64Array(market.count);
  const books = fresh();
  const cpu = process.cpuUsage();
  const started = performance.now();
  let before = started;
  for (let n = 0; n < us.length; n++) {
    market.step(books, n);
    const now = performance.now();
    us[n] = (now - before) * 1_000;
    before = now;
  }
  return { us, share: (spent(cpu) * 1_000) / (before - started) };
}

/** Of each message the middle one of its times in the passes. */
function middles(passes: readonly Float64Array[]): Float64Array {
  const times = new Float64Array(passes.length);
  return Float64Array.from({ length: market.count }, (_, n) => {
    passes.forEach((us, pass) => (times[pass] = us[n] as number));
    return times.sort()[times.length >> 1] as number;
  });
}

function p999(us: Float64Array): number {
  return us.toSorted()[Math.floor(us.length * 0.999)] as number;
}

function memory(): number {
  for (let n = 0; n < 4; n++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A set of books that has seen some messages. */
function used(): Books {
  const books = fresh();
  market.play(books, Math.min(WEIGHED_AFTER, market.count));
  return books;
}

function kbPerBook(): number {
  used();
  const before = memory();
  const kept = Array.from({ length: WEIGHED }, used);
  return (memory() - before) / 1_024 / (kept.length * symbols.length);
}

/** Seconds of processor time since `from`. */
function spent(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
}

const keepsBooks = fresh().best !== undefined;
const warming = process.cpuUsage();
do market.play(fresh(), market.count);
while (spent(warming) < WARM_UP_SECONDS);

const rates: number[] = [];
const sums = new Set<number>();
globalThis.gc?.(); // once: a pass of 20 ms would mostly measure what a collection before it leaves behind
const cpu = process.cpuUsage();
const started = performance.now();
for (let seconds = 0; seconds < MEASURED_SECONDS;) {
  const books = fresh();
  const from = process.cpuUsage();
  sums.add(market.play(books, market.count));
  const pass = spent(from);
  seconds += pass;
  rates.push(market.count / pass);
}
const share = spent(cpu) / ((performance.now() - started) / 1_000);
const timed = Array.from({ length: TIMED_PASSES }, timedPass).toSorted((a, b) => b.share - a.share);
if (sums.size !== 1) throw new Error(`${name} read ${[...sums].join(", ")} from the same messages`);

const sample: Sample = {
  msgPerSecond: rates.toSorted((a, b) => a - b)[rates.length >> 1] as number,
  p999Us: p999(middles(timed.map(({ us }) => us))),
  p999PassUs: p999((timed[0] as ReturnType<typeof timedPass>).us),
  kbPerBook: keepsBooks ? kbPerBook() : null,
  sum: keepsBooks ? ([...sums][0] as number) : null,
  share,
};
process.stdout.write(JSON.stringify(sample));
