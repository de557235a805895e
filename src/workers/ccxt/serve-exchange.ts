import type { CcxtEvent } from "../../core/contract/ccxt-process.ts";
import { BackOff } from "../feed/back-off.ts";
import type { Schedule } from "../feed/world.ts";
import { BookAuditor } from "./book-auditor.ts";
import { ccxtFault, openExchange } from "./exchange-client.ts";
import { ExchangeStreams } from "./exchange-streams.ts";
import { FeedServer } from "./feed-server.ts";
import { FeedSession } from "./feed-session.ts";
import { metadataSourceOf } from "./metadata-source.ts";
import { unifiedTrade } from "./unified-trade.ts";

const CHECK_MS = 1_000;
const RELOAD = { baseMs: 1_000, capMs: 60_000 };

export interface ServeExchangeOptions {
  /** ccxt's id of the exchange. */
  readonly exchange: string;
  /** `http://host:port` instead of the exchange's own addresses; null for those. */
  readonly endpoint: string | null;
  /** Where the feed will come: 0 for any free port, and the path that only it knows. */
  readonly port: number;
  readonly path: string;
  /** Monotonic milliseconds; Unix milliseconds. */
  readonly clock: () => number;
  readonly wallMs: () => number;
  readonly random: () => number;
  readonly schedule: Schedule;
  readonly tell: (event: CcxtEvent) => void;
}

export interface ServedExchange {
  readonly port: number;
  stop(): Promise<void>;
}

/** One exchange through ccxt, served to the feed as a socket like any other. It takes feeds as soon as the exchange's markets are known. */
export async function serveExchange(options: ServeExchangeOptions): Promise<ServedExchange> {
  const { endpoint, clock, wallMs, random, schedule, tell } = options;
  const venue = `ccxt:${options.exchange}`;
  const marketTypes = metadataSourceOf(venue, endpoint)?.marketTypes ?? null;
  const trouble = once((text) => tell({ type: "ccxt.trouble", message: `${venue}: ${text}` }));
  const exchange = openExchange(options.exchange, { endpoint, marketTypes, log: trouble });
  const sessions = new Set<FeedSession>();
  const streams = new ExchangeStreams({
    exchange,
    schedule,
    random,
    clock,
    onTrade: (trade, backfill) => {
      const event = unifiedTrade(trade, wallMs(), backfill);
      if (event !== null) for (const session of sessions) session.trade(event);
    },
    onBook: (book) => {
      for (const session of sessions) session.book(book);
    },
    onFilled: (symbol, trades, reason) => {
      for (const session of sessions) session.filled(symbol, trades, reason);
    },
    onBroken: (symbol, stream, reason) => {
      trouble(`${symbol}: ${reason}`);
      for (const session of sessions) session.broken(symbol, stream, reason);
    },
  });
  const auditor = new BookAuditor({
    exchange,
    clock,
    symbols: () => streams.flowing(),
    onAudit: (event) => {
      for (const session of sessions) session.audit(event);
    },
    onTrouble: trouble,
  });
  let isReady = false;
  let stopped = false;
  const server = await FeedServer.listen({
    port: options.port,
    path: options.path,
    isReady: () => isReady,
    onSocket: (socket) => {
      const session = new FeedSession({ exchange, streams, clock, send: (event) => socket.send(JSON.stringify(event)) });
      sessions.add(session);
      return {
        onText: (text) => session.hear(text),
        onEnd: () => {
          sessions.delete(session);
          session.end();
        },
      };
    },
  });
  const load = async (): Promise<void> => {
    const backOff = new BackOff(RELOAD, random);
    while (!isReady && !stopped) {
      try {
        await exchange.loadMarkets();
        isReady = true;
      } catch (error) {
        trouble(`its markets cannot be loaded, which is tried again: ${ccxtFault(error)}`);
        await new Promise<void>((resolve) => schedule(resolve, Math.max(RELOAD.baseMs, backOff.next())));
      }
    }
  };
  const check = (): void => {
    if (stopped) return;
    streams.check();
    auditor.check();
    for (const session of sessions) session.check();
    schedule(check, CHECK_MS);
  };
  void load();
  check();
  tell({ type: "ccxt.listening", port: server.port });
  return {
    port: server.port,
    stop: async () => {
      stopped = true;
      await Promise.all([server.close(), streams.stop()]);
    },
  };
}

/** Says each text once in a row: what fails again and again is one trouble. */
function once(say: (text: string) => void): (text: string) => void {
  let said = "";
  return (text) => {
    if (text === said) return;
    said = text;
    say(text);
  };
}
