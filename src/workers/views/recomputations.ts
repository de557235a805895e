import type { CandleRow } from "../../core/candles/candle-row.ts";
import { type DeskEvent, encodeControl } from "../../core/contract/desk.ts";
import type { Port } from "../../core/contract/port.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import { compareCandles } from "./candle-comparison.ts";
import type { ChartSource } from "./chart-stream.ts";

type Recomputed = Extract<DeskEvent, { type: "candles.recomputed" }>;

/** Makes candles again beside the live fold. Rejects where it was taken back by the signal, or cannot. */
export type Recompute = (
  id: InstrumentId,
  interval: string,
  options: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
) => Promise<readonly CandleRow[]>;

/** The candles of charts made again from the recording, one chart of each page at a time, and held against what the chart shows. */
export class Recomputations {
  private readonly recompute: Recompute;
  private readonly chart: (id: InstrumentId, interval: string) => ChartSource | null;
  private readonly running = new Map<Port, AbortController>();

  constructor(recompute: Recompute, chart: (id: InstrumentId, interval: string) => ChartSource | null) {
    this.recompute = recompute;
    this.chart = chart;
  }

  /** Begins; what the page had made again before is given up. */
  start(port: Port, id: InstrumentId, interval: string): void {
    this.cancel(port);
    const cancel = new AbortController();
    this.running.set(port, cancel);
    const { signal } = cancel;
    const say = (event: DeskEvent): void => {
      if (this.running.get(port) === cancel) port.post(encodeControl(event));
    };
    const of = { instrument: id, interval };
    const ended = (outcome: Recomputed["outcome"], message: string, rows: readonly CandleRow[]): void => {
      const comparison = compareCandles(rows, this.chart(id, interval)?.bars(Number.NEGATIVE_INFINITY) ?? []);
      say({ type: "candles.recomputed", ...of, outcome, message, ...comparison });
      if (this.running.get(port) === cancel) this.running.delete(port);
    };
    say({ type: "candles.recomputing", ...of, done: 0, total: 0 });
    this.recompute(id, interval, { signal, onProgress: (done, total) => say({ type: "candles.recomputing", ...of, done, total }) }).then(
      (rows) => ended("done", "", rows),
      (error: unknown) => {
        if (signal.aborted) ended("cancelled", "", []);
        else ended("failed", error instanceof Error ? error.message : String(error), []);
      },
    );
  }

  cancel(port: Port): void {
    this.running.get(port)?.abort();
  }

  /** The page is gone. */
  close(port: Port): void {
    this.cancel(port);
    this.running.delete(port);
  }
}
