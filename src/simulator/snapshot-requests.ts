import { SNAPSHOT_LEVELS } from "./binance-spot-dialect.ts";
import type { SimulatedExchange } from "./simulated-exchange.ts";
import type { Timeline } from "./timeline.ts";

/** A snapshot is asked for once so many diffs of its symbol wait: some are then wholly older than it. */
const DIFFS_FIRST = 3;
/** Requests are spread: the exchange weighs them. */
const REQUEST_EVERY_MS = 120;
/** From the question to the moment the answer describes, and from there to the answer: diffs go on arriving all the while. */
const TO_EXCHANGE_MS = 18;
const ANSWER_MS = 140;

export interface SnapshotAnswer {
  readonly symbol: string;
  readonly url: string;
  readonly text: string;
  /** When the answer leaves, in Unix ms. */
  readonly sentMs: number;
}

/** The REST side of a client of Binance spot: asks for each symbol's depth snapshot when its stream has begun, and again when told to. */
export class SnapshotRequests {
  private readonly exchange: SimulatedExchange;
  private readonly timeline: Timeline;
  private readonly endpoint: string;
  private readonly diffs = new Map<string, number>();
  private answers: SnapshotAnswer[] = [];
  private nextSlotMs = 0;

  constructor(exchange: SimulatedExchange, timeline: Timeline, endpoint: string) {
    this.exchange = exchange;
    this.timeline = timeline;
    this.endpoint = endpoint;
  }

  sawDepth(symbol: string, nowMs: number): void {
    const seen = (this.diffs.get(symbol) ?? 0) + 1;
    this.diffs.set(symbol, seen);
    if (seen === DIFFS_FIRST) this.ask(symbol, nowMs);
  }

  /** Asks for a symbol's snapshot now, or as soon as the spread of requests allows. */
  ask(symbol: string, nowMs: number): void {
    const askedMs = Math.max(nowMs, this.nextSlotMs);
    this.nextSlotMs = askedMs + REQUEST_EVERY_MS;
    const { exchange, timeline, endpoint } = this;
    timeline.at(askedMs + TO_EXCHANGE_MS, () => {
      const text = exchange.snapshot(symbol, SNAPSHOT_LEVELS);
      timeline.at(askedMs + TO_EXCHANGE_MS + ANSWER_MS, (sentMs) => {
        this.answers.push({ symbol, url: `${endpoint}?symbol=${symbol}&limit=${SNAPSHOT_LEVELS}`, text, sentMs });
      });
    });
  }

  takeAnswers(): SnapshotAnswer[] {
    const { answers } = this;
    if (answers.length > 0) this.answers = [];
    return answers;
  }
}
