import type { Server } from "node:http";
import type { LevelText } from "./binance-spot-text.ts";
import { binanceProtocol } from "./binance-protocol.ts";
import type { Dialect } from "./dialects/dialect.ts";
import { dialectProtocol } from "./dialects/dialect-protocol.ts";
import type { Market } from "./market.ts";
import { ExchangeServer, listenOnLoopback } from "./exchange-server.ts";
import { type Fault, FaultScript, type FaultyDepth } from "./faults.ts";
import { LiveExchange } from "./live-exchange.ts";
import { simulatedMarkets } from "./market-list.ts";
import type { Burst } from "./pace.ts";
import { RestApi } from "./rest-api.ts";
import { BINANCE_LIMITS, type ConnectionLimits, type ConnectionTruth } from "./client-socket.ts";
import { StreamHub } from "./stream-hub.ts";
import type { SymbolFeed } from "./symbol-feed.ts";
import { Timeline } from "./timeline.ts";
import { TruthWriter } from "./truth-writer.ts";

export interface StartOptions {
  readonly seed: string;
  /** How it speaks; Binance spot's way where absent. */
  readonly dialect?: Dialect;
  /** How many: the demo's twelve first, then invented ones. */
  readonly symbols: number;
  /** On 127.0.0.1; absent or 0: any free port. */
  readonly port?: number;
  /** The exchange's time at the start, in Unix ms; the wall clock's where absent. From there it goes with the machine's monotonic clock. */
  readonly startMs?: number;
  /** Messages a second of each symbol over depth, trade and bookTicker; the lifelike mix where absent. */
  readonly rate?: number;
  readonly bursts?: readonly Burst[];
  readonly faults?: readonly Fault[];
  /** Trading halts after so many seconds. */
  readonly seconds?: number;
  /** A folder for the truth: what was sent, and the final books. */
  readonly truth?: string;
  readonly limits?: Partial<ConnectionLimits>;
}

/** The whole book of a symbol, best first. */
export interface BookTruth {
  readonly lastUpdateId: number;
  readonly bids: readonly LevelText[];
  readonly asks: readonly LevelText[];
}

/** What really happened. Times are the exchange's, in Unix ms. */
export interface Truth {
  readonly seed: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly connections: readonly ConnectionTruth[];
  /** Messages sent by stream, each counted once for each connection it went to. */
  readonly streams: Readonly<Record<string, number>>;
  /** REST answers by status. */
  readonly answers: Readonly<Record<string, number>>;
  /** Depth messages that a fault kept back or doubled. */
  readonly faults: readonly FaultyDepth[];
  /** By symbol, after the last message. */
  readonly books: Readonly<Record<string, BookTruth>>;
}

export interface RunningExchange {
  /** `http://127.0.0.1:PORT`; sockets at `ws://` the same. */
  readonly address: string;
  readonly symbols: readonly string[];
  /** What became of each connection so far. */
  readonly connections: readonly ConnectionTruth[];
  /** Resolves when trading has halted, after the seconds that were asked for or by {@link halt}; rejects where the exchange broke. */
  readonly halted: Promise<void>;
  /** Trading halts: the depth streams have told of everything, books change no more, connections stay. */
  halt(): void;
  /** Halts, says goodbye to all clients and writes the truth. Rejects where the exchange broke. */
  stop(): Promise<Truth>;
}

/** Traders have been at it for so long before anybody can listen. */
const WARM_UP_MS = 20_000;
/** Time goes on at the next event, yet no sooner and no later than this: what is due meanwhile goes out in one write. */
const LEAST_WAIT_MS = 1;
const MOST_WAIT_MS = 5;
/** An exchange that is asked for more than the machine can do falls behind, and is heard and can be stopped all the same. */
const MOST_WORK_MS = 40;

/**
 * Starts a simulated exchange on loopback. Rejects with the system's error where the port is taken or the truth's folder
 * cannot be written, and with a RangeError for options that make no sense together.
 */
export async function startExchange(options: StartOptions): Promise<RunningExchange> {
  const { seed, rate = null, bursts = [], faults: asked = [] } = options;
  let origin = { ms: options.startMs ?? Date.now(), machineMs: performance.now() };
  const startMs = origin.ms;
  const clock = (): number => origin.ms + performance.now() - origin.machineMs;
  const markets = simulatedMarkets(options.symbols, seed);
  const symbols = markets.map(({ symbol }) => symbol);
  const nameOf = (market: Market): string => options.dialect?.symbolOf(market) ?? market.symbol;
  const faults = new FaultScript({ faults: asked, seed, symbols, startMs });
  const hub = new StreamHub();
  const timeline = new Timeline(startMs - WARM_UP_MS);
  const exchange = new LiveExchange({ seed, markets, timeline, hub, faults, startMs, rate, bursts });
  timeline.runUntil(startMs);
  const listening = await listenOnLoopback(options.port ?? 0);
  const truth = openTruth(options.truth, listening);
  const limits = { ...BINANCE_LIMITS, ...options.limits };
  const { dialect } = options;
  const feeds = [...exchange.feeds.values()];
  const protocol = dialect === undefined ? binanceProtocol(new RestApi(exchange.feeds, faults), hub) : dialectProtocol(dialect, feeds, timeline);
  const server = new ExchangeServer(listening, {
    protocol,
    timeline,
    clock,
    limits,
    disconnects: faults.disconnects,
    halfOpenMs: faults.halfOpenMs,
    truth,
  });
  // A start that was given is the moment from which the exchange can be heard; the wall clock's has gone on meanwhile.
  if (options.startMs !== undefined) origin = { ms: startMs, machineMs: performance.now() };

  const halted = Promise.withResolvers<void>();
  const halt = (): void => {
    exchange.halt();
    server.flush();
    halted.resolve();
  };
  let timer: NodeJS.Timeout | undefined;
  let broken: { readonly error: unknown } | null = null;
  const goOn = (): void => {
    try {
      catchUp(timeline, clock());
      server.flush();
    } catch (error) {
      broken = { error };
      halted.reject(error);
      return;
    }
    timer = setTimeout(goOn, Math.min(MOST_WAIT_MS, Math.max(LEAST_WAIT_MS, timeline.nextMs - clock())));
  };
  if (options.seconds !== undefined) timeline.at(startMs + options.seconds * 1_000, halt);
  goOn();

  const end = async (): Promise<Truth> => {
    clearTimeout(timer);
    halt();
    const endMs = clock();
    await server.close();
    const { connections, answers } = server;
    const books = Object.fromEntries([...exchange.feeds.values()].map((feed) => [nameOf(feed.market), bookOf(feed)]));
    const summary = { seed, startMs, endMs, connections, streams: hub.counts(), answers, faults: faults.struck };
    truth?.close(summary, books);
    if (broken !== null) throw broken.error;
    return { ...summary, books };
  };
  let ending: Promise<Truth> | undefined;
  const stop = (): Promise<Truth> => (ending ??= end());
  return {
    address: server.address,
    symbols: markets.map(nameOf),
    get connections() {
      return server.connections;
    },
    halted: halted.promise,
    halt,
    stop,
  };
}

/** Runs what is due by now, as far as that can be done at one go. */
function catchUp(timeline: Timeline, nowMs: number): void {
  const lastMs = performance.now() + MOST_WORK_MS;
  while (timeline.nextMs < nowMs && performance.now() < lastMs) timeline.step();
}

/** Null where no truth is wanted. Where its folder cannot be written the server ends, and the system's error is thrown. */
function openTruth(folder: string | undefined, listening: Server): TruthWriter | null {
  if (folder === undefined) return null;
  try {
    return new TruthWriter(folder);
  } catch (error) {
    listening.close();
    throw error;
  }
}

function bookOf(feed: SymbolFeed): BookTruth {
  const { bids, asks, lastUpdateId } = feed.engine;
  const [bidLevels, askLevels] = [bids, asks].map((ladder) => ladder.top(ladder.depth).map((level) => feed.levelText(level)));
  return { lastUpdateId, bids: bidLevels ?? [], asks: askLevels ?? [] };
}
