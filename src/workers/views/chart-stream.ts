import { type ChartBar, encodeChartView } from "../../core/contract/chart-view.ts";
import type { Port } from "../../core/contract/port.ts";
import { ViewFlow } from "./view-flow.ts";

/** 10 a second. */
const INTERVAL_MS = 100;
/** Minutes that a late trade may still change reach back an hour: these are compared with what was sent. */
const CHANGEABLE = 120;
/** The rest of what an exchange says of itself is of no use to a person. */
const MOST_OF_A_FAULT = 200;

/** Where a chart's candles come from. */
export interface ChartSource {
  /** The bars from `fromMs` on, in order of time; those that may still change among them, wherever they begin. */
  bars(fromMs: number): readonly ChartBar[];
  /** Decimals of prices and quantities. */
  readonly places: { readonly price: number; readonly qty: number };
  /** Whether older bars are still being computed. */
  readonly loading: boolean;
  /** Why older bars could not be had, for a person; empty, or left out, where they could. */
  readonly fault?: string;
  /** So many of the newest bars may still change; 120 where left out. */
  readonly changeable?: number;
}

/** The candles of the instrument in focus as one port sees them: history first, then each bar that changed, without a seam. */
export class ChartStream {
  readonly flow = new ViewFlow(INTERVAL_MS);
  private readonly port: Port;
  private resetDue = false;
  private changed = false;
  /** The newest of the bars sent, by their open time. */
  private sent = new Map<number, ChartBar>();
  private loading = false;

  constructor(port: Port) {
    this.port = port;
  }

  get pending(): boolean {
    return this.changed || this.resetDue;
  }

  change(): void {
    if (this.changed) this.flow.merged++;
    this.changed = true;
  }

  /** Another instrument, another moment, or more history: the page gets everything anew. */
  reset(): void {
    this.resetDue = true;
  }

  flush(instrument: string, interval: string, source: ChartSource | null, nowMs: number): void {
    if (!this.pending || this.flow.waitMs(nowMs) > 0) return;
    const reset = this.resetDue;
    const [oldest = Number.NEGATIVE_INFINITY] = reset ? [] : this.sent.keys();
    const bars = source?.bars(oldest) ?? [];
    const fresh = reset ? bars : bars.filter((bar) => !sameBar(bar, this.sent.get(bar.openTime)));
    const loading = source?.loading ?? false;
    this.changed = this.resetDue = false;
    if (fresh.length === 0 && !reset && loading === this.loading) return this.flow.pass(nowMs);
    this.loading = loading;
    const fault = (source?.fault ?? "").slice(0, MOST_OF_A_FAULT);
    this.sent = new Map(bars.slice(-(source?.changeable ?? CHANGEABLE)).map((bar) => [bar.openTime, bar]));
    const { merged } = this.flow;
    const { price: pricePlaces, qty: qtyPlaces } = source?.places ?? { price: 0, qty: 0 };
    const header = { seq: this.flow.next(nowMs), complete: true, merged };
    for (const message of encodeChartView({ ...header, instrument, interval, reset, loading, fault, pricePlaces, qtyPlaces, bars: fresh }))
      this.port.post(message);
  }
}

function sameBar(bar: ChartBar, sent: ChartBar | undefined): boolean {
  return sent !== undefined && (Object.keys(bar) as (keyof ChartBar)[]).every((key) => Object.is(bar[key], sent[key]));
}
