import { multiply, rescale } from "../base/decimal.ts";
import type { Scale } from "../market/instrument.ts";
import type { Trade } from "../market/trade.ts";
import type { IdRanges } from "../tape/id-ranges.ts";
import type { VenueFigures } from "../venues/message.ts";
import { Bar } from "./bar.ts";
import { type ExchangeKline, type PartialKline, type ToldKline, toldKline } from "./exchange-kline.ts";
import { ALLOWED_LATENESS_MS, type Watermark } from "./watermark.ts";
import { type FieldDifference, fieldDifferences } from "./reconciliation.ts";
import type { TradeObserver } from "./trade-observer.ts";

/** A kline message that does not say what its own trades add up to. */
export interface MessageDifference {
  readonly openTime: number;
  readonly lastId: number;
  readonly fields: Readonly<Record<string, FieldDifference>>;
}

/** What became of the kline messages of one stream. */
export interface KlineAuditReport {
  /** Messages whose trades are all recorded and add up to what they say, and those where they do not. */
  readonly verified: number;
  readonly different: readonly MessageDifference[];
  /** Messages that end within an aggregate of trades, which cannot be split. */
  readonly cut: number;
  /** Messages of trades that were not all recorded. */
  readonly unproven: number;
  /** The exchange's finished candles, in order of time. */
  readonly closed: readonly PartialKline[];
}

/**
 * Holds every message of a venue's kline stream against the trades it speaks of: a message with trade ids f to L is judged by the trades
 * f to L, whenever they come, one that tells its time (Bybit) by the volume of the trades up to then, once the watermark has passed it. (Klines and trades are not ordered against each other: in a recording 63 of 118 klines came before
 * a trade they contain.)
 */
export class KlineAudit implements TradeObserver {
  private readonly interval: string;
  private trades: Trade[] = [];
  private waiting: ToldKline[] = [];
  private readonly closed = new Map<number, PartialKline>();
  private readonly different: MessageDifference[] = [];
  /** The earliest time that a trade or a kline speaks of: the recording was running by then, and of what began before it proves nothing. */
  private startedMs = Number.POSITIVE_INFINITY;
  private verified = 0;
  private cut = 0;
  private unproven = 0;

  /** `interval`: the exchange's name of the stream's candles, such as `1m`. */
  constructor(interval: string) {
    this.interval = interval;
  }

  onFigures(figures: VenueFigures): void {
    const told = toldKline(figures);
    if (told === null || told.interval !== this.interval) return;
    if (told.untilMs !== null && told.untilMs < this.startedMs) this.startedMs = told.untilMs;
    if (told.closed) this.closed.set(told.kline.openTime, told.kline);
    if (told.ids !== null || told.untilMs !== null) this.waiting.push(told);
  }

  enter(trade: Trade): void {
    const { firstId, lastId, eventMs, price, qty, scale, side, counts } = trade;
    if (eventMs < this.startedMs) this.startedMs = eventMs;
    let at = this.trades.length;
    while (at > 0 && (this.trades[at - 1] as Trade).firstId > firstId) at--;
    this.trades.splice(at, 0, { firstId, lastId, eventMs, price, qty, scale, side, counts });
  }

  settle(watermark: Watermark, ids: IdRanges): void {
    if (this.waiting.length > 0) this.waiting = this.waiting.filter((told) => !this.judge(told, watermark, ids));
    const oldest = this.trades[0];
    if (oldest === undefined || oldest.eventMs > watermark.ms - 2 * ALLOWED_LATENESS_MS) return;
    // What no late trade can complete any more is given up, so that neither list grows with the session.
    const horizon = watermark.ms - ALLOWED_LATENESS_MS;
    const kept = this.waiting.filter(({ kline }) => kline.openTime > horizon);
    this.unproven += this.waiting.length - kept.length;
    this.waiting = kept;
    const firstWanted = Math.min(...kept.map(({ ids: own }) => own?.first ?? Number.POSITIVE_INFINITY));
    this.trades = this.trades.filter(({ eventMs, firstId }) => eventMs > horizon || firstId >= firstWanted);
  }

  report(): KlineAuditReport {
    const { verified, different, cut } = this;
    const closed = [...this.closed.values()].sort((a, b) => a.openTime - b.openTime);
    return { verified, different, cut, unproven: this.unproven + this.waiting.length, closed };
  }

  /** The trades that hold any id of `firstId..lastId`. */
  private tradesOf(firstId: number, lastId: number): Trade[] {
    let low = 0;
    let high = this.trades.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.trades[middle] as Trade).lastId < firstId) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < this.trades.length && (this.trades[end] as Trade).firstId <= lastId) end++;
    return this.trades.slice(low, end);
  }

  /** Whether the message could be judged, now that these ids are accounted for and the watermark stands there. */
  private judge({ kline, ids: named, untilMs }: ToldKline, watermark: Watermark, ids: IdRanges): boolean {
    if (named !== null) return this.judgeByIds(kline, named.first, named.last, ids);
    if (untilMs === null || watermark.ms < untilMs) return false;
    if (kline.openTime < this.startedMs) this.unproven++;
    else {
      const members = this.trades.filter(({ eventMs }) => eventMs >= kline.openTime && eventMs <= untilMs);
      // Such a venue may open a candle at the close before it: of what it tells, the sums are what trades can prove.
      const { volume, quoteVolume } = kline;
      this.compare(members, { openTime: kline.openTime, ...(volume !== undefined && { volume }), ...(quoteVolume !== undefined && { quoteVolume }) });
    }
    return true;
  }

  private judgeByIds(kline: PartialKline, firstId: number, lastId: number, ids: IdRanges): boolean {
    if (!ids.proves(firstId, lastId)) return false;
    const members = this.tradesOf(firstId, lastId);
    if (members.some((trade) => trade.firstId < firstId || trade.lastId > lastId)) this.cut++;
    else this.compare(members, kline);
    return true;
  }

  private compare(members: readonly Trade[], kline: PartialKline): void {
    const fields = fieldDifferences(candleOf(members), kline);
    if (Object.keys(fields).length === 0) this.verified++;
    else this.different.push({ openTime: kline.openTime, lastId: members.at(-1)?.lastId ?? -1, fields });
  }
}

function candleOf(trades: readonly Trade[]): ExchangeKline {
  const counting = trades.filter(({ counts }) => counts);
  const scale: Scale = {
    price: counting.reduce((places, trade) => Math.max(places, trade.scale.price), 0),
    qty: counting.reduce((places, trade) => Math.max(places, trade.scale.qty), 0),
  };
  const bar = new Bar(0);
  for (const trade of counting) {
    const price = rescale(trade.price, trade.scale.price, scale.price);
    const qty = rescale(trade.qty, trade.scale.qty, scale.qty);
    bar.add(trade, price, qty, multiply(price, qty));
  }
  return bar.row(scale, true, true);
}
