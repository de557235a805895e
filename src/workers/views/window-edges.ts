import type { InstrumentAnalytics } from "../../core/candles/instrument-analytics.ts";
import { MINUTE_MS } from "../../core/candles/interval.ts";
import type { TradeObserver } from "../../core/candles/trade-observer.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Trade } from "../../core/market/trade.ts";
import type { TradesBetween } from "../../core/ticker/window-figures.ts";
import { idsIn } from "./trade-read-back.ts";

/** The edges of the windows of 1 m and 5 m, and a minute more. */
const KEPT_MINUTES = 7;
/** Edges of longer windows, read back from the log: two at a time, and those before them. */
const KEPT_READ_BACK = 6;
/** Instruments whose trades are kept: those looked at last. */
const KEPT_INSTRUMENTS = 4;

interface Edges {
  /** By minute of event time: the counting trades that came while the instrument was watched. */
  readonly seen: Map<number, Trade[]>;
  /** The same, read back from the log: all that it holds of that minute. */
  readonly readBack: Map<number, readonly Trade[]>;
}

export interface WindowEdgesOptions {
  readonly find: (id: InstrumentId) => InstrumentAnalytics | null;
  /** The trades of a minute are not at hand; {@link WindowEdges.adopt} brings them, where somebody can read them. */
  readonly onWanted?: (id: InstrumentId, minute: number) => void;
  /** Before this time nothing was recorded, Unix ms. */
  readonly beganMs?: () => number;
}

/**
 * The trades in the minutes that are leaving the rolling windows of the instruments somebody looks at: a window is exact where all of them
 * are at hand, which the number of trade ids in the minute tells.
 */
export class WindowEdges {
  private readonly options: WindowEdgesOptions;
  private readonly watched = new Map<InstrumentId, Edges>();

  constructor(options: WindowEdgesOptions) {
    this.options = options;
  }

  /** To stand beside the instrument's aggregates. */
  observer(id: InstrumentId): TradeObserver {
    return {
      enter: (trade) => {
        const edges = this.watched.get(id);
        if (edges !== undefined && trade.counts) keep(edges.seen, trade);
      },
    };
  }

  /** The trades at the edges of this instrument's windows, which from now on are kept. */
  between(id: InstrumentId): TradesBetween {
    const edges = this.watch(id);
    return (fromMs, toMs) => {
      const minute = Math.floor(fromMs / MINUTE_MS);
      const all = this.minute(id, edges, minute);
      if (all === null) this.options.onWanted?.(id, minute);
      return all?.filter(({ eventMs }) => eventMs >= fromMs && eventMs < toMs) ?? null;
    };
  }

  /** Forgets all trades: the fold stands at another moment. */
  clear(): void {
    this.watched.clear();
  }

  /** How many trade ids that minute holds; null where that is not known any more. */
  wanted(id: InstrumentId, minute: number): number | null {
    const ticker = this.options.find(id)?.ticker;
    return ticker?.holds(minute) === true ? ticker.tradesIn(minute) : null;
  }

  /** All counting trades that the log holds of a minute. */
  adopt(id: InstrumentId, minute: number, trades: readonly Trade[]): void {
    const readBack = this.watched.get(id)?.readBack;
    if (readBack === undefined) return;
    readBack.set(minute, trades);
    for (const oldest of readBack.keys()) {
      if (readBack.size <= KEPT_READ_BACK) break;
      readBack.delete(oldest);
    }
  }

  private minute(id: InstrumentId, { seen, readBack }: Edges, minute: number): readonly Trade[] | null {
    if ((minute + 1) * MINUTE_MS <= (this.options.beganMs?.() ?? Number.NEGATIVE_INFINITY)) return [];
    const wanted = this.wanted(id, minute);
    // Of a minute that has left the window its number of trades is not known any more: the log is believed.
    if (wanted === null) return readBack.get(minute) ?? null;
    return [seen.get(minute) ?? [], readBack.get(minute) ?? []].find((trades) => idsIn(trades) === wanted) ?? null;
  }

  private watch(id: InstrumentId): Edges {
    const edges = this.watched.get(id) ?? { seen: new Map(), readBack: new Map() };
    this.watched.delete(id);
    this.watched.set(id, edges);
    for (const oldest of this.watched.keys()) {
      if (this.watched.size <= KEPT_INSTRUMENTS) break;
      this.watched.delete(oldest);
    }
    return edges;
  }
}

function keep(seen: Map<number, Trade[]>, trade: Trade): void {
  const minute = Math.floor(trade.eventMs / MINUTE_MS);
  const held = seen.get(minute);
  if (held !== undefined) {
    held.push({ ...trade });
    return;
  }
  seen.set(minute, [{ ...trade }]);
  const newest = Math.max(...seen.keys());
  for (const old of seen.keys()) if (old <= newest - KEPT_MINUTES) seen.delete(old);
}
