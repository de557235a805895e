import { join } from "node:path";
import { tmpdir } from "node:os";
import { rmSync } from "node:fs";
import { HftbacktestParser } from "../../src/workers/import/hftbacktest.ts";
import { importFrames } from "../../src/workers/import/import-session.ts";
import { readFrames } from "../../src/workers/import/read-frames.ts";
import { replayCandles } from "../../src/workers/replay/replay-candles.ts";
import { replaySession } from "../../src/workers/replay/replay-session.ts";
import { venueNamed } from "../../src/core/venues/all-venues.ts";
import { loadTardis } from "../peers.ts";
import { CAPTURE, capturePath, type Messages } from "./capture.ts";

/** What a contestant found, to be compared: top ten levels a side and the number of trades, or candles; null for a floor that answers nothing. */
export type Answer =
  | { readonly kind: "book"; readonly bids: readonly Level[]; readonly asks: readonly Level[] }
  | { readonly kind: "candles"; readonly candles: readonly Candle[] }
  | null;

export type Level = readonly [price: number, qty: number];
export type Candle = readonly [openTime: number, open: number, high: number, low: number, close: number, volume: number, trades: number];

/** One pass over the capture's messages. */
export type Contestant = (messages: Messages, tape: string) => Promise<Answer>;

const TOP = 10;
const FOLD_WORKER = join(import.meta.dirname, "../../out/main/fold-worker.js");

export const CONTESTANTS: Readonly<Record<string, Contestant>> = {
  "tapedeck import": async () => {
    const venue = venueNamed(CAPTURE.venue);
    if (venue === undefined) throw new Error(`no venue ${CAPTURE.venue}`);
    const out = join(tmpdir(), `tapedeck-bench-${process.pid}.tape`);
    await importFrames(readFrames([capturePath()], new HftbacktestParser(CAPTURE.symbol)), { venue, out, format: "hftbacktest", files: [CAPTURE.file] });
    rmSync(out);
    return null;
  },
  "tapedeck replay, 1 worker": (_, tape) => replay(tape, 1),
  "tapedeck replay, 2 workers": (_, tape) => replay(tape, 2),
  "tapedeck candles": async (_, tape) => {
    const rows = (await replayCandles(tape, `${CAPTURE.venue}:${CAPTURE.symbol}`, () => {})) ?? [];
    return {
      kind: "candles",
      candles: rows.map((row) => [row.openTime, +row.open, +row.high, +row.low, +row.close, +row.volume, row.trades]),
    };
  },
  "JSON.parse": async ({ bytes, starts, ends }) => {
    let members = 0;
    for (let i = 0; i < starts.length; i++) {
      const message: unknown = JSON.parse(bytes.utf8Slice(starts[i], ends[i]));
      if (typeof message === "object" && message !== null && "data" in message) members++;
    }
    if (members === 0) throw new Error("no message was parsed");
    return null;
  },
  "tardis-dev books": async (messages) => {
    const { OrderBook, normalizeBookChanges, normalizeTrades } = loadTardis();
    const now = new Date();
    const changes = normalizeBookChanges("binance-futures", now);
    const trades = normalizeTrades("binance-futures", now);
    const book = new OrderBook();
    for (const message of wrapped(messages)) {
      if (changes.canHandle(message)) for (const change of changes.map(message, now) ?? []) book.update(change);
      else if (trades.canHandle(message)) for (const _ of trades.map(message, now) ?? []);
    }
    return { kind: "book", bids: top(book.bids()), asks: top(book.asks()) };
  },
  "tardis-dev candles": async (messages) => {
    const { computeTradeBars, normalizeTrades } = loadTardis();
    const now = new Date();
    const trades = normalizeTrades("binance-futures", now);
    const bars = computeTradeBars({ kind: "time", interval: 60_000 })();
    const candles: Candle[] = [];
    for (const message of wrapped(messages)) {
      if (!trades.canHandle(message)) continue;
      for (const trade of trades.map(message, now) ?? []) {
        for (const bar of bars.compute(trade)) candles.push(candleOf(bar as Bar));
      }
    }
    return { kind: "candles", candles };
  },
};

interface Bar {
  readonly timestamp: Date;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly trades: number;
}

function candleOf({ timestamp, open, high, low, close, volume, trades }: Bar): Candle {
  return [timestamp.valueOf() - 60_000, open, high, low, close, volume, trades];
}

async function replay(tape: string, workers: number): Promise<Answer> {
  const { instruments } = await replaySession(tape, { workers, speed: "max", foldWorker: FOLD_WORKER });
  const [state] = Object.values(instruments);
  if (state === undefined) throw new Error("the replay shows no instrument");
  const numbers = (levels: typeof state.bids): Level[] => levels.map(([price, qty]) => [+price, +qty]);
  return { kind: "book", bids: numbers(state.bids), asks: numbers(state.asks) };
}

/** The messages as tardis-dev records them: the REST snapshot is a generated message of a stream of its own. */
function* wrapped({ bytes, starts, ends, rest }: Messages): Generator<unknown> {
  for (let i = 0; i < starts.length; i++) {
    const message: unknown = JSON.parse(bytes.utf8Slice(starts[i], ends[i]));
    yield rest[i] === true ? { stream: `${CAPTURE.symbol.toLowerCase()}@depthSnapshot`, generated: true, data: message } : message;
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
