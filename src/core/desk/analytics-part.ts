import { ByteReader, ByteWriter } from "../base/bytes.ts";
import type { Outcome } from "../book/frame-counts.ts";
import { CandleAudit, type CandleAuditReport } from "../candles/candle-audit.ts";
import type { CandleConvention } from "../candles/candle-convention.ts";
import type { CandleRow } from "../candles/candle-row.ts";
import { type AnalyticsOptions, InstrumentAnalytics } from "../candles/instrument-analytics.ts";
import type { Trade } from "../market/trade.ts";
import type { Message, VenueFigures } from "../venues/message.ts";
import type { PartState } from "./part-state.ts";

export interface AnalyticsPartOptions extends AnalyticsOptions {
  /** Receives each trade that the tape shows, once, in the order they came; the object is reused. */
  readonly onTrade?: (trade: Trade) => void;
  /** Receives whatever the venue publishes of its own figures. */
  readonly onFigures?: (figures: VenueFigures) => void;
  /** How the venue draws its own candles; absent: from the first trade. */
  readonly convention?: CandleConvention;
}

const NOTHING = new Uint8Array(0);

/** One instrument's aggregates over its trades, and the figures the venue publishes itself: what an analytics worker holds. */
export class AnalyticsPart {
  analytics: InstrumentAnalytics;
  /** The venue's latest figures of each kind. */
  readonly figures = new Map<VenueFigures["name"], VenueFigures>();
  /** Null where only candles are folded. */
  private readonly audit: CandleAudit | null;
  private readonly options: AnalyticsOptions;
  private readonly onTrade: ((trade: Trade) => void) | undefined;
  private readonly onFigures: ((figures: VenueFigures) => void) | undefined;

  constructor({ onTrade, onFigures, convention, ...options }: AnalyticsPartOptions = {}) {
    const { onEvicted } = options;
    const audit = options.candlesOnly === true ? null : new CandleAudit(convention);
    this.audit = audit;
    this.options =
      audit === null
        ? options
        : {
            ...options,
            onEvicted: (row: CandleRow) => {
              audit.leave(row);
              onEvicted?.(row);
            },
          };
    this.onTrade = onTrade;
    this.onFigures = onFigures;
    this.analytics = new InstrumentAnalytics(this.options);
  }

  take(message: Message): Outcome {
    const outcome = this.apply(message);
    if (outcome === "duplicate" && message.kind !== "past-trade" && this.audit !== null) this.audit.duplicate++;
    return outcome;
  }

  /** How the candles stand now; null where only candles are folded. */
  standing(): CandleAuditReport | null {
    const { analytics } = this;
    return this.audit?.report(analytics.candles(), analytics.watermark.ms) ?? null;
  }

  private apply(message: Message): Outcome {
    if (message.kind === "trade") return this.show(this.analytics.onTrade(message.trade), message.trade);
    // The tape shows what comes as it comes: what was missed is in candles and sums, in its place.
    if (message.kind === "past-trade") return this.analytics.onPastTrade(message.trade);
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
    this.audit?.tell(figures);
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
    return { hashed: w.finish(), context: this.context() };
  }

  private context(): Uint8Array {
    if (this.audit === null) return NOTHING;
    const w = new ByteWriter(64);
    this.audit.write(w, () => this.analytics.candles());
    return w.finish();
  }

  restore({ hashed, context }: PartState): void {
    const r = new ByteReader(hashed);
    this.analytics = InstrumentAnalytics.read(r, this.options);
    for (let left = r.uint(); left > 0; left--) {
      const name = r.string() as VenueFigures["name"];
      this.figures.set(name, { name, values: JSON.parse(r.string()) as VenueFigures["values"] });
    }
    // A file of before there was an audit has none.
    if (context.length > 0) this.audit?.read(new ByteReader(context), this.analytics.candles());
  }
}
