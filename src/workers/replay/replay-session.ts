import { deskDigest, instrumentDigest } from "../../core/desk/part-state.ts";
import { type InstrumentReport, sortedById } from "../../core/desk/instrument-report.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import { FOLD_VERSION } from "../../core/session/fold-version.ts";
import { type LedgerTotals, mergeLedgers } from "../../core/session/ledger.ts";
import type { Mark } from "../../core/session/mark.ts";
import { SessionReader } from "../store/session-reader.ts";
import { FoldPool } from "./fold-pool.ts";
import type { PartDigest, PartitionReport } from "./partition-replay.ts";
import { pacedSteps } from "./paced-steps.ts";

/** Frames folded between two reports of progress. */
const STEP = 50_000;

export interface ReplayOptions {
  readonly workers: number;
  /** Path of the entry of the fold workers' threads. */
  readonly foldWorker: string;
  /** Times real time by receive time, or as fast as it goes. */
  readonly speed: number | "max";
  /** The last frame to fold; all where absent. */
  readonly untilRx?: number;
  readonly onProgress?: (frames: number, total: number) => void;
}

export interface ReplayResult {
  readonly frames: number;
  /** Of the whole state after the last frame, as though a mark stood there; 32 hexadecimal digits. */
  readonly digest: string;
  readonly framesPerSecond: number;
  readonly ledger: LedgerTotals;
  readonly instruments: Readonly<Record<InstrumentId, InstrumentReport>>;
}

/** Replays a session file through the fold. Throws a SessionFileError where the file is missing, foreign or damaged. */
export async function replaySession(tape: string, options: ReplayOptions): Promise<ReplayResult> {
  const { baseRx, frames: total, venue } = describe(tape);
  const lastRx = Math.max(baseRx, Math.min(options.untilRx ?? total, total));
  const frames = lastRx - baseRx;
  const started = performance.now();
  const reports = await fold(tape, venue, { baseRx, lastRx }, options, false);
  const seconds = (performance.now() - started) / 1000;
  const digests = digestsByInstrument(reports.flatMap((report) => report.digests));
  const trades = new Map(reports.flatMap((report) => report.trades));
  return {
    frames,
    digest: deskDigest(digests),
    framesPerSecond: seconds > 0 ? Math.round(frames / seconds) : 0,
    ledger: mergeLedgers(reports.map((report) => report.ledger)),
    instruments: sortedById(
      reports.flatMap((report) => report.books).map(([id, book]) => [id, { ...book, ...required(trades.get(id), id) }] as const),
    ),
  };
}

/** How a file's stored digests compare with a replay of its frames. */
export interface Verification {
  readonly equal: number;
  readonly different: number;
  /** Stored by another version of the fold. */
  readonly notComparable: number;
}

/** Replays a session file and compares every digest that it stores. */
export async function verifySession(tape: string, options: Omit<ReplayOptions, "speed" | "untilRx">): Promise<Verification> {
  const { baseRx, frames, venue, digests: stored } = describe(tape);
  const reports = await fold(tape, venue, { baseRx, lastRx: frames }, { ...options, speed: "max" }, true);
  const found = new Map<string, string>();
  const byMark = Map.groupBy(reports.flatMap((report) => report.digestsAtMarks), (digest) => digest.afterRx); // prettier-ignore
  for (const [afterRx, digests] of byMark) {
    for (const [id, digest] of digestsByInstrument(digests)) found.set(`${afterRx} ${id}`, digest);
  }
  const result = { equal: 0, different: 0, notComparable: 0 };
  for (const { afterRx, instrument, digest, foldVersion } of stored) {
    if (foldVersion !== FOLD_VERSION) result.notComparable++;
    else if (found.get(`${afterRx} ${instrument}`) === digest) result.equal++;
    else result.different++;
  }
  return result;
}

async function fold(
  tape: string,
  venue: string,
  { baseRx, lastRx }: { readonly baseRx: number; readonly lastRx: number },
  options: ReplayOptions,
  digestsAtMarks: boolean,
): Promise<PartitionReport[]> {
  const pool = new FoldPool(tape, { workers: options.workers, foldWorker: options.foldWorker, digestsAtMarks });
  try {
    let eventMs = 0;
    for await (const untilRx of options.speed === "max" ? steps(baseRx, lastRx) : pacedSteps(tape, lastRx, options.speed)) {
      eventMs = await pool.advance(untilRx);
      options.onProgress?.(untilRx - baseRx, lastRx - baseRx);
    }
    const closing: Mark = { afterRx: lastRx, eventMs: new Map(eventMs > 0 ? [[venue, eventMs]] : []), keyframes: [] };
    return await pool.finish(closing);
  } finally {
    await pool.close();
  }
}

function* steps(baseRx: number, lastRx: number): Generator<number> {
  for (let rx = baseRx + STEP; rx < lastRx; rx += STEP) yield rx;
  if (lastRx > baseRx) yield lastRx;
}

function describe(tape: string) {
  const reader = SessionReader.open(tape);
  try {
    return { baseRx: reader.baseRx, frames: reader.frames, venue: reader.manifest.venue, digests: [...reader.digests()] };
  } finally {
    reader.close();
  }
}

function digestsByInstrument(digests: readonly PartDigest[]): Map<InstrumentId, string> {
  const books = new Map(digests.filter(({ part }) => part === "book").map(({ instrument, digest }) => [instrument, digest]));
  const pairs = digests.filter(({ part }) => part === "analytics");
  return new Map(pairs.map(({ instrument, digest }) => [instrument, instrumentDigest(required(books.get(instrument), instrument), digest)]));
}

function required<T>(value: T | undefined, id: string): T {
  if (value === undefined) throw new Error(`no worker answered for ${id}`);
  return value;
}
