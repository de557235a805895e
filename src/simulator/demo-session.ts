import type { RecordedFrame } from "../core/contract/frame.ts";
import type { StreamMessage } from "./binance-spot-dialect.ts";
import { bookTickerStream, depthStream, subscribedText, subscribeText, tradeStream } from "./binance-spot-text.ts";
import { DEMO_MARKETS } from "./demo-markets.ts";
import { FrameRecorder } from "./frame-recorder.ts";
import { LostDepth } from "./lost-depth.ts";
import { type Market, marketOf } from "./market.ts";
import { Random } from "./random.ts";
import { ReceiveClock } from "./receive-clock.ts";
import { SimulatedExchange } from "./simulated-exchange.ts";
import { SnapshotRequests } from "./snapshot-requests.ts";
import { Timeline } from "./timeline.ts";
import { type SymbolTruth, TruthLedger } from "./truth-ledger.ts";

export interface DemoOptions {
  readonly seed: number | string;
  /** How much of the streams is recorded, in seconds of event time: 10 or more, so that there is time to lose a message and recover. */
  readonly seconds?: number;
  /** Which of the demo's symbols; all of them where absent. */
  readonly symbols?: readonly string[];
}

/** What really happened, by symbol. */
export type DemoTruth = ReadonlyMap<string, SymbolTruth>;

export const DEMO_START_MS = Date.UTC(2026, 0, 5, 14, 30);

const HOST = "exchange.invalid";
const STREAM_CONN = "stream-1";
const REST_CONN = "rest";
/** Traders have been at it for so long before anybody listens: the book has taken its shape. */
const WARM_UP_MS = 20_000;
/** From the connection to the subscription's answer. */
const SUBSCRIBE_MS = 30;
/** The message that goes missing is the first one of its stream after this part of the session... */
const FAULT_AT = 0.6;
/** ...and so long after the message that shows the loss the new snapshot is asked for. */
const RESYNC_MS = 1_900;

/**
 * A recorded session of a simulated Binance spot exchange: connect, subscribe, streams of depth, trades and best prices, a snapshot
 * for each symbol. One depth message of one symbol (the third, or the last where there are fewer) never arrives, and a new snapshot
 * some 2 s later repairs its book. The same options give the same frames, byte for byte.
 *
 * Returns the truth once the frames have all been taken. Throws a RangeError for too short a session or a symbol that is not there.
 */
export function* demoSession({ seed, seconds = 90, symbols }: DemoOptions): Generator<RecordedFrame, DemoTruth> {
  if (!(seconds >= 10)) throw new RangeError(`a demo session takes 10 seconds or more, not ${seconds}`);
  const markets = demoMarkets(symbols);
  const endMs = DEMO_START_MS + seconds * 1_000;
  const timeline = new Timeline(DEMO_START_MS - WARM_UP_MS);
  let sent: StreamMessage[] = [];
  const exchange = new SimulatedExchange({ seed: String(seed), markets, timeline, publish: (message) => sent.push(message) });
  const ledger = new TruthLedger(markets);
  const requests = new SnapshotRequests(exchange, timeline, `https://${HOST}/api/v3/depth`);
  const clock = new ReceiveClock(new Random(`${seed}/latency`), DEMO_START_MS);
  const recorder = new FrameRecorder(DEMO_START_MS);
  const faulted = markets[Math.min(2, markets.length - 1)] as Market;
  const fault = new LostDepth(faulted.symbol, DEMO_START_MS + seconds * 1_000 * FAULT_AT);

  timeline.runUntil(DEMO_START_MS);
  const streams = markets.flatMap(({ symbol }) => [depthStream(symbol), tradeStream(symbol), bookTickerStream(symbol)]);
  yield recorder.frame({ kind: "open", conn: STREAM_CONN, url: `wss://${HOST}/stream`, text: "", rxNs: clock.arrivalNs(DEMO_START_MS) });
  yield recorder.frame({ kind: "send", conn: STREAM_CONN, text: subscribeText(streams, 1), rxNs: clock.arrivalNs(DEMO_START_MS) });
  const subscribedMs = DEMO_START_MS + SUBSCRIBE_MS;
  timeline.runUntil(subscribedMs);
  yield recorder.frame({ kind: "recv", conn: STREAM_CONN, text: subscribedText(1), rxNs: clock.arrivalNs(subscribedMs) });
  sent = [];

  timeline.at(endMs, () => exchange.close());
  while (timeline.step()) {
    const messages = sent;
    sent = [];
    for (const message of messages) {
      const { kind, symbol, sentMs, text } = message;
      const delivery = fault.deliver(message);
      if (delivery === "lost") {
        ledger.withheld(message);
        continue;
      }
      if (delivery === "reveals") timeline.at(sentMs + RESYNC_MS, (nowMs) => requests.ask(symbol, nowMs));
      if (kind === "depth") requests.sawDepth(symbol, sentMs);
      ledger.sent(message);
      yield recorder.frame({ kind: "recv", conn: STREAM_CONN, text, rxNs: clock.arrivalNs(sentMs) });
    }
    for (const { symbol, url, text, sentMs } of requests.takeAnswers()) {
      ledger.sentSnapshot(symbol);
      yield recorder.frame({ kind: "rest", conn: REST_CONN, url, text, rxNs: clock.arrivalNs(sentMs) });
    }
  }
  return ledger.close(exchange);
}

function demoMarkets(symbols: readonly string[] | undefined): Market[] {
  const chosen = symbols?.map((symbol) => {
    const profile = DEMO_MARKETS.find((market) => market.symbol === symbol);
    if (profile === undefined) throw new RangeError(`the demo has no symbol ${symbol}`);
    return profile;
  });
  if (chosen?.length === 0) throw new RangeError("a demo session needs a symbol");
  return (chosen ?? DEMO_MARKETS).map(marketOf);
}
