import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InstrumentReport } from "../../src/core/desk/instrument-report.ts";
import { venueNamed } from "../../src/core/venues/all-venues.ts";
import { importFrames } from "../../src/workers/import/import-session.ts";
import { replayCandles } from "../../src/workers/replay/replay-candles.ts";
import { replaySession } from "../../src/workers/replay/replay-session.ts";
import { loadTardis } from "../peers.ts";
import { captureFrames, captureNames, type Messages, SYMBOLS, VENUE } from "./capture.ts";

/** What a contestant found, to be compared: the top ten levels a side, or candles, by symbol; null for one that answers nothing. */
export type Answer =
  | { readonly kind: "book"; readonly books: Readonly<Record<string, { readonly bids: readonly Level[]; readonly asks: readonly Level[] }>> }
  | { readonly kind: "candles"; readonly candles: readonly Candle[] }
  | null;

export type Level = readonly [price: number, qty: number];
export type Candle = readonly [
  symbol: string,
  openTime: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
  trades: number,
];

/** One pass over the messages. */
export type Contestant = (messages: Messages, tape: string) => Promise<Answer>;

const TOP = 10;
const FOLD_WORKER = join(import.meta.dirname, "../../out/main/fold-worker.js");

export const CONTESTANTS: Readonly<Record<string, Contestant>> = {
  "tapedeck import": async () => {
    const out = join(tmpdir(), `tapedeck-bench-${process.pid}.tape`);
    await importCaptures(out);
    rmSync(out);
    return null;
  },
  "tapedeck replay, 1 worker": (_, tape) => replay(tape, 1),
  "tapedeck replay, 2 workers": (_, tape) => replay(tape, 2),
  "tapedeck candles": async (_, tape) => {
    const replayed = await replayCandles(
      tape,
      SYMBOLS.map((symbol) => `${VENUE}:${symbol}`),
      () => {},
    );
    const bySymbol = SYMBOLS.map((symbol) => [symbol, replayed.get(`${VENUE}:${symbol}`)?.rows ?? []] as const);
    const candles = bySymbol.flatMap(([symbol, rows]) =>
      rows.map((row): Candle => [symbol, row.openTime, +row.open, +row.high, +row.low, +row.close, +row.volume, row.trades]),
    );
    return { kind: "candles", candles };
  },
  "JSON.parse": async ({ bytes, starts, ends }) => {
    let members = 0;
    for (let i = 0; i < starts.length; i++) {
      const message: unknown = JSON.parse(bytes.toString("utf8", starts[i], ends[i]));
      if (typeof message === "object" && message !== null && "data" in message) members++;
    }
    if (members === 0) throw new Error("no message was parsed");
    return null;
  },
  "tardis-dev books": async (messages) => {
    const { OrderBook, normalizeBookChanges, normalizeTrades } = loadTardis();
    const now = new Date();
    let changes = normalizeBookChanges("binance-futures", now);
    const trades = normalizeTrades("binance-futures", now);
    const books = Object.fromEntries(SYMBOLS.map((symbol) => [symbol, new OrderBook()]));
    for (const [index, message] of wrapped(messages)) {
      if (messages.recordings.has(index)) changes = normalizeBookChanges("binance-futures", now); // as its client does on a new connection
      if (changes.canHandle(message)) {
        for (const change of changes.map(message, now) ?? []) books[(change as { symbol: string }).symbol]?.update(change);
      } else if (trades.canHandle(message)) for (const _ of trades.map(message, now) ?? []);
    }
    return {
      kind: "book",
      books: Object.fromEntries(
        SYMBOLS.map((symbol) => [symbol, { bids: top(books[symbol]?.bids() ?? []), asks: top(books[symbol]?.asks() ?? []) }]),
      ),
    };
  },
  "tardis-dev candles": async (messages) => {
    const { computeTradeBars, normalizeTrades } = loadTardis();
    const now = new Date();
    const trades = normalizeTrades("binance-futures", now);
    const bars = Object.fromEntries(SYMBOLS.map((symbol) => [symbol, computeTradeBars({ kind: "time", interval: 60_000 })()]));
    const candles: Candle[] = [];
    for (const [, message] of wrapped(messages)) {
      if (!trades.canHandle(message)) continue;
      for (const trade of trades.map(message, now) ?? []) {
        for (const bar of bars[(trade as { symbol: string }).symbol]?.compute(trade) ?? []) candles.push(candleOf(bar as Bar));
      }
    }
    return { kind: "candles", candles };
  },
};

/** Imports all captures as one session file. */
export async function importCaptures(out: string): Promise<void> {
  const venue = venueNamed(VENUE);
  if (venue === undefined) throw new Error(`no venue ${VENUE}`);
  await importFrames(captureFrames(), { venue, out, format: "hftbacktest", files: captureNames() });
}

interface Bar {
  readonly symbol: string;
  readonly timestamp: Date;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly trades: number;
}

function candleOf({ symbol, timestamp, open, high, low, close, volume, trades }: Bar): Candle {
  return [symbol, timestamp.valueOf() - 60_000, open, high, low, close, volume, trades];
}

async function replay(tape: string, workers: number): Promise<Answer> {
  const { instruments } = await replaySession(tape, { workers, speed: "max", foldWorker: FOLD_WORKER });
  const numbers = (levels: InstrumentReport["bids"]): Level[] => levels.map(([price, qty]) => [+price, +qty]);
  const bookOf = ({ bids, asks }: InstrumentReport) => ({ bids: numbers(bids), asks: numbers(asks) });
  return { kind: "book", books: Object.fromEntries(Object.entries(instruments).map(([id, state]) => [id.slice(VENUE.length + 1), bookOf(state)])) };
}

/** The messages as tardis-dev records them: a REST snapshot is a generated message of a stream of its own. */
function* wrapped({ bytes, starts, ends, snapshotOf }: Messages): Generator<[index: number, message: unknown]> {
  for (let i = 0; i < starts.length; i++) {
    const message: unknown = JSON.parse(bytes.toString("utf8", starts[i], ends[i]));
    const symbol = snapshotOf[i] ?? null;
    yield [i, symbol === null ? message : { stream: `${symbol.toLowerCase()}@depthSnapshot`, generated: true, data: message }];
  }
}

function top(levels: Iterable<{ readonly price: number; readonly amount: number }>): Level[] {
  const found: Level[] = [];
  for (const { price, amount } of levels) {
    found.push([price, amount]);
    if (found.length === TOP) break;
  }
  return found;
}
