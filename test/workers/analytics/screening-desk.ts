import { onTestFinished } from "vitest";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { PortChannel } from "../../../src/core/contract/port-channel.ts";
import type { Port } from "../../../src/core/contract/port.ts";
import { type AnalysisCommand, type ScreeningEvent, screeningEventSchema } from "../../../src/core/contract/screening.ts";
import { readingRequestSchema, type SymbolReading } from "../../../src/core/contract/symbol-reading.ts";
import { AnalysisPool } from "../../../src/workers/analytics/analysis-pool.ts";
import { RunningAnalyses } from "../../../src/workers/analytics/running-analyses.ts";
import type { FoundCandles } from "../../../src/workers/analytics/analysis-task.ts";
import type { CandleSource } from "../../../src/workers/analytics/venue-candles.ts";

const ENTRY = new URL("../../../src/workers/analytics/analysis-worker.ts", import.meta.url);
const MINUTE = 60_000;

/** Candles of minutes 0 to `closes.length - 1`, final. */
export function minutes(closes: readonly number[]): CandleRow[] {
  return closes.map((close, at) => {
    const price = String(close);
    const amounts = { open: price, high: price, low: price, close: price, volume: "1", quoteVolume: price, takerBase: "0", takerQuote: "0" };
    return { openTime: at * MINUTE, ...amounts, trades: 1, revision: 0, final: true, complete: true, unbroken: true };
  });
}

/** An exchange whose candles are given when the test says so; it remembers in which order they were asked for. */
export class HeldCandles implements CandleSource {
  readonly tellsTurnover: boolean;
  readonly asked: string[] = [];
  stopped = 0;
  heldUpMs = 0;
  private readonly waiting = new Map<string, (found: FoundCandles | string) => void>();

  constructor(tellsTurnover = true) {
    this.tellsTurnover = tellsTurnover;
  }

  ask(): ReturnType<CandleSource["ask"]> {
    return {
      candles: (instrument, interval) => {
        this.asked.push(`${instrument} ${interval}`);
        return new Promise((resolve) => this.waiting.set(instrument, resolve));
      },
      heldUpMs: () => this.heldUpMs,
      stop: () => {
        this.stopped++;
        for (const resolve of this.waiting.values()) resolve("nothing is asked any more");
      },
    };
  }

  give(instrument: string, rows: readonly CandleRow[] | string): void {
    const askedMs = typeof rows === "string" ? 0 : rows.length * MINUTE;
    this.waiting.get(instrument)?.(typeof rows === "string" ? rows : { interval: "1m", askedMs, rows });
  }
}

/** Screens and backtests without their process: a shell's port, threads, and analytics workers that hold these readings. */
export function screeningDesk({ source = null, held = {} }: { source?: CandleSource | null; held?: Readonly<Record<string, SymbolReading>> } = {}) {
  const pool = new AnalysisPool({ entry: ENTRY, workers: 1, queue: 100 });
  onTestFinished(() => pool.close());
  const analyses = new RunningAnalyses({ pool, workers: 1, source });
  const open = (): Port => {
    const near: PortChannel = new PortChannel(
      (envelope) => far.receive(envelope),
      () => {},
    );
    const far: PortChannel = new PortChannel(
      (envelope) => near.receive(envelope),
      (port) => analyses.take(port),
    );
    return near.open();
  };
  const events: ScreeningEvent[] = [];
  const shell = open();
  shell.onMessage((message) => events.push(screeningEventSchema.parse(JSON.parse(message as string))));
  const send = (command: AnalysisCommand): void => shell.post(JSON.stringify(command));
  /** A port at whose other end an analytics worker answers; `mute`: it says nothing, and dies when it is told to. */
  const reader = (request: number, mute = false): Port => {
    const port = open();
    port.post(JSON.stringify({ type: "source.opened", request } satisfies AnalysisCommand));
    port.onMessage((message) => {
      const { instrument } = readingRequestSchema.parse(JSON.parse(message as string));
      if (!mute) port.post(JSON.stringify({ type: "symbol.told", instrument, reading: held[instrument] ?? null }));
    });
    return port;
  };
  return { pool, events, send, reader };
}
