import type { Frame } from "../../core/contract/frame.ts";
import { Desk } from "../../core/desk/desk.ts";
import type { TradeObserver } from "../../core/candles/trade-observer.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Mark } from "../../core/session/mark.ts";
import type { Venue } from "../../core/venues/venue.ts";
import { CandleHistory } from "../views/candle-history.ts";
import type { ChartSource } from "../views/chart-stream.ts";
import type { Change } from "../views/page-views.ts";
import { RecentTrades } from "../views/recent-trades.ts";
import { ToldKlines } from "../views/told-klines.ts";
import type { Restore } from "./restore.ts";

/** The fold of one stretch of a replay, from its keyframes or the first frame on, and what the panels show beside the desk's own state. */
export class ReplayFold {
  readonly desk: Desk;
  readonly trades = new RecentTrades();
  readonly candles = new CandleHistory();
  readonly klines: ToldKlines;
  /** Trades taken so far, of any instrument. */
  tradeCount = 0;
  private readonly restore: Restore;
  /** Reads the trades, and nothing else, of the frames before an instrument's keyframe: the tape shows what led up to it. */
  private readonly before: Desk;
  private readonly tradesFromRx: number;
  /** Whether all frames so far lie before the place from which on the desk is told of every frame. */
  private isBefore = true;
  private readonly traded = new Set<InstrumentId>();

  /** `tradesFromRx`: of the frames that are passed over, those from here on are read for their trades. */
  constructor(venue: Venue, restore: Restore, tradesFromRx = Number.POSITIVE_INFINITY, observer?: (id: InstrumentId) => TradeObserver) {
    this.restore = restore;
    this.klines = new ToldKlines(venue);
    this.tradesFromRx = tradesFromRx;
    this.desk = new Desk({
      venue,
      beside: (id) => ({ observers: observer === undefined ? [] : [observer(id)], onFigures: (figures) => this.klines.take(id, figures) }),
      onCandle: (id, row) => this.candles.close(id, this.klines.noted(id, row)),
      onTrade: (id, trade) => {
        this.trades.add(id, trade);
        this.traded.add(id);
        this.tradeCount++;
      },
    });
    this.before = new Desk({
      venue,
      partition: { parts: () => ["analytics"], countsControl: false },
      onTrade: (id, trade) => {
        // An aggregate may repeat single trades from before these frames, which nobody read: it is left out.
        if ((this.before.find(id)?.analytics?.analytics.tradeCount ?? 0) > 0) this.trades.add(id, trade);
      },
    });
    this.before.resume(restore.decoderContext, false);
  }

  /** Folds the next frame; frames before an instrument's keyframe are passed over. */
  frame(frame: Frame): Change[] {
    const restored = this.restoreBefore(frame.rx);
    if (this.isBefore && frame.rx > this.restore.fromRx) {
      this.isBefore = false;
      this.desk.resume(this.restore.decoderContext, true);
    }
    if (!this.restore.admits(frame)) {
      if (!this.isBefore) this.desk.pass(frame);
      if (frame.rx >= this.tradesFromRx) this.before.apply(frame);
      else this.before.pass(frame);
      return restored;
    }
    this.desk.apply(frame);
    const changes = this.desk.takeDirty().map((id) => {
      const trades = this.traded.has(id);
      return { id, trades, candles: trades, book: !trades };
    });
    this.traded.clear();
    return restored.length === 0 ? changes : [...restored, ...changes];
  }

  /** Folds a mark: candles become final, and leave. */
  mark(mark: Mark): Change[] {
    this.desk.mark(mark);
    return this.desk.takeDirty().map((id) => ({ id, trades: false, candles: true, book: false }));
  }

  /** Restores every instrument whose keyframe lies before frame `rx`. */
  restoreBefore(rx: number): Change[] {
    return this.restore.takeDue(rx).map(({ instrument, book, analytics }) => {
      this.desk.restore(instrument, "book", book);
      this.desk.restore(instrument, "analytics", analytics);
      return { id: instrument, trades: true, candles: true, book: true };
    });
  }

  /** What a chart of the instrument shows; null before its first message. */
  chart(id: InstrumentId): ChartSource | null {
    const analytics = this.desk.find(id)?.analytics?.analytics;
    if (analytics === undefined) return null;
    return {
      bars: (fromMs) =>
        this.candles.bars(
          id,
          analytics.candles().map((row) => this.klines.noted(id, row)),
          fromMs,
        ),
      places: analytics.scale,
      loading: this.candles.incomplete,
    };
  }
}
