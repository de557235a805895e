import { ByteReader, ByteWriter } from "../base/bytes.ts";
import type { Outcome } from "../book/frame-counts.ts";
import { type AnalyticsOptions, InstrumentAnalytics } from "../candles/instrument-analytics.ts";
import type { Trade } from "../market/trade.ts";
import type { Message, VenueFigures } from "../venues/message.ts";
import type { PartState } from "./part-state.ts";

export interface AnalyticsPartOptions extends AnalyticsOptions {
  /** Receives each trade that the tape shows, once, in the order they came; the object is reused. */
  readonly onTrade?: (trade: Trade) => void;
  /** Receives whatever the venue publishes of its own figures. */
  readonly onFigures?: (figures: VenueFigures) => void;
}

/** One instrument's aggregates over its trades, and the figures the venue publishes itself: what an analytics worker holds. */
export class AnalyticsPart {
  analytics: InstrumentAnalytics;
  /** The venue's latest figures of each kind. */
  readonly figures = new Map<VenueFigures["name"], VenueFigures>();
  private readonly options: AnalyticsOptions;
  private readonly onTrade: ((trade: Trade) => void) | undefined;
  private readonly onFigures: ((figures: VenueFigures) => void) | undefined;

  constructor({ onTrade, onFigures, ...options }: AnalyticsPartOptions = {}) {
    this.options = options;
    this.onTrade = onTrade;
    this.onFigures = onFigures;
    this.analytics = new InstrumentAnalytics(options);
  }

  take(message: Message): Outcome {
    if (message.kind === "trade") return this.show(this.analytics.onTrade(message.trade), message.trade);
    if (message.kind === "aggregate") {
      const outcome = this.analytics.onAggregate(message.trade);
      // Where single trades are shown, an aggregate repeats them.
      return this.analytics.tradeCount > 0 ? outcome : this.show(outcome, message.trade);
    }
    if (message.kind === "seen") return "duplicate";
    if (message.kind !== "figures" || message.figures === null) return "malformed";
    const { name, values, partial } = message.figures;
    const figures = { name, values: partial === true ? { ...this.figures.get(name)?.values, ...values } : values };
    this.figures.set(name, figures);
    this.onFigures?.(figures);
    return "applied";
  }

  private show(outcome: "applied" | "duplicate", trade: Trade): Outcome {
    if (outcome === "applied") this.onTrade?.(trade);
    return outcome;
  }

  state(): PartState {
    const w = new ByteWriter(4096);
    this.analytics.write(w);
    const names = [...this.figures.keys()].sort();
    w.uint(names.length);
    for (const name of names) {
      w.string(name);
      w.string(JSON.stringify(this.figures.get(name)?.values));
    }
    return { hashed: w.finish(), context: new Uint8Array(0) };
  }

  restore({ hashed }: PartState): void {
    const r = new ByteReader(hashed);
    this.analytics = InstrumentAnalytics.read(r, this.options);
    for (let left = r.uint(); left > 0; left--) {
      const name = r.string() as VenueFigures["name"];
      this.figures.set(name, { name, values: JSON.parse(r.string()) as VenueFigures["values"] });
    }
  }
}
