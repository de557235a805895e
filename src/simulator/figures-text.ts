import { type Decimal, type Int, multiply, parseDecimal, pow10 } from "../core/base/decimal.ts";
import type { Bar } from "./bar.ts";
import type { LevelText } from "./binance-spot-text.ts";
import type { Market } from "./market.ts";
import type { Execution } from "./matching-engine.ts";
import type { DayFigures } from "./ticker-24h.ts";

/** Binance writes every amount with so many decimals; what is finer is cut off. */
const WIRE_PLACES = 8;
const DAY_MS = 86_400_000;

/** What the ticker says beside the bars. */
export interface Touch {
  readonly bid: LevelText;
  readonly ask: LevelText;
  readonly lastLots: number;
}

export interface AggregateTrade {
  readonly id: number;
  readonly ticks: number;
  readonly lots: number;
  readonly firstId: number;
  readonly lastId: number;
  readonly tradeMs: number;
  readonly buyerIsMaker: boolean;
}

/** Rolling figures of 24 hours, as decimal texts. */
export interface DayTexts {
  readonly last: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly volume: string;
  readonly quoteVolume: string;
  readonly mean: string;
  readonly change: string;
  readonly changePercent: string;
  readonly previousClose: string;
}

/** A candle: its opening in Unix ms, amounts as decimal texts. */
export interface CandleTexts {
  readonly openMs: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly quoteVolume: string;
  readonly trades: number;
}

/**
 * The text of what Binance spot sums up of one symbol: aggregate and past trades, candles and the 24 h ticker, as stream data (without their
 * wrapping) and as REST answers. Source: Binance spot API documents, "WebSocket Streams" and "Market data endpoints".
 */
export class FiguresText {
  private readonly market: Market;
  private readonly tick: Decimal;
  /** Of ticks times lots. */
  private readonly turnoverStep: Decimal;

  constructor(market: Market) {
    this.market = market;
    this.tick = parseDecimal(market.tickSize) as Decimal;
    const lot = parseDecimal(market.lotSize) as Decimal;
    this.turnoverStep = { mantissa: multiply(this.tick.mantissa, lot.mantissa), scale: this.tick.scale + lot.scale };
  }

  aggTrade({ id, ticks, lots, firstId, lastId, tradeMs, buyerIsMaker }: AggregateTrade, eventMs: number): string {
    const { symbol, tick, lot } = this.market;
    const amounts = `"p":"${tick.text(ticks)}","q":"${lot.text(lots)}"`;
    const ids = `"f":${firstId},"l":${lastId}`;
    return `{"e":"aggTrade","E":${eventMs},"s":"${symbol}","a":${id},${amounts},${ids},"T":${tradeMs},"m":${buyerIsMaker},"M":true}`;
  }

  /** The answer of `GET /api/v3/trades`, or of the futures' `/fapi/v1/trades`, which leaves out one member. */
  pastTrades(trades: readonly Execution[], isSpot: boolean): string {
    const { tick, lot } = this.market;
    const rows = trades.map(({ id, ticks, lots, eventMs, buyerIsMaker }) => {
      const amounts = `"price":"${tick.text(ticks)}","qty":"${lot.text(lots)}","quoteQty":"${this.turnover(multiply(ticks, lots))}"`;
      return `{"id":${id},${amounts},"time":${Math.floor(eventMs)},"isBuyerMaker":${buyerIsMaker}${isSpot ? ',"isBestMatch":true' : ""}}`;
    });
    return `[${rows.join(",")}]`;
  }

  /** @param closed whether the candle will not change any more */
  kline(bar: Bar, interval: string, intervalMs: number, closed: boolean, eventMs: number): string {
    const { symbol, tick } = this.market;
    const span = `"t":${bar.openMs},"T":${bar.openMs + intervalMs - 1},"s":"${symbol}","i":"${interval}","f":${bar.firstId},"L":${bar.lastId}`;
    const prices = `"o":"${tick.text(bar.open)}","c":"${tick.text(bar.close)}","h":"${tick.text(bar.high)}","l":"${tick.text(bar.low)}"`;
    const sums = `"v":"${this.lots(bar.lots)}","n":${bar.trades},"x":${closed},"q":"${this.turnover(bar.turnover)}"`;
    const taker = `"V":"${this.lots(bar.takerLots)}","Q":"${this.turnover(bar.takerTurnover)}"`;
    return `{"e":"kline","E":${eventMs},"s":"${symbol}","k":{${span},${prices},${sums},${taker},"B":"0"}}`;
  }

  /** One candle of `GET /api/v3/klines`. */
  klineRow(bar: Bar, intervalMs: number): string {
    const { tick } = this.market;
    const prices = `"${tick.text(bar.open)}","${tick.text(bar.high)}","${tick.text(bar.low)}","${tick.text(bar.close)}"`;
    const taker = `"${this.lots(bar.takerLots)}","${this.turnover(bar.takerTurnover)}"`;
    const sums = `"${this.lots(bar.lots)}",${bar.openMs + intervalMs - 1},"${this.turnover(bar.turnover)}",${bar.trades},${taker}`;
    return `[${bar.openMs},${prices},${sums},"0"]`;
  }

  /** The `24hrTicker` stream. */
  ticker(figures: DayFigures, touch: Touch, nowMs: number): string {
    const { symbol } = this.market;
    const { change, changePercent, mean, previousClose, ...day } = this.day(figures);
    const openMs = nowMs - DAY_MS;
    const moves = `"p":"${change}","P":"${changePercent}","w":"${mean}","x":"${previousClose}","c":"${day.last}","Q":"${this.lots(touch.lastLots)}"`;
    const best = `"b":"${touch.bid[0]}","B":"${touch.bid[1]}","a":"${touch.ask[0]}","A":"${touch.ask[1]}"`;
    const sums = `"o":"${day.open}","h":"${day.high}","l":"${day.low}","v":"${day.volume}","q":"${day.quoteVolume}"`;
    const ids = `"F":${figures.day.firstId},"L":${figures.day.lastId},"n":${figures.day.trades}`;
    return `{"e":"24hrTicker","E":${nowMs},"s":"${symbol}",${moves},${best},${sums},"O":${openMs},"C":${nowMs},${ids}}`;
  }

  /** One symbol of `GET /api/v3/ticker/24hr`. */
  tickerAnswer(figures: DayFigures, touch: Touch, nowMs: number): string {
    const { symbol } = this.market;
    const { change, changePercent, mean, previousClose, ...day } = this.day(figures);
    const openMs = nowMs - DAY_MS;
    const moves = `"priceChange":"${change}","priceChangePercent":"${changePercent}","weightedAvgPrice":"${mean}","prevClosePrice":"${previousClose}"`;
    const last = `"lastPrice":"${day.last}","lastQty":"${this.lots(touch.lastLots)}"`;
    const [bid, ask] = [touch.bid, touch.ask];
    const best = `"bidPrice":"${bid[0]}","bidQty":"${bid[1]}","askPrice":"${ask[0]}","askQty":"${ask[1]}"`;
    const prices = `"openPrice":"${day.open}","highPrice":"${day.high}","lowPrice":"${day.low}"`;
    const sums = `"volume":"${day.volume}","quoteVolume":"${day.quoteVolume}","openTime":${openMs},"closeTime":${nowMs}`;
    const ids = `"firstId":${figures.day.firstId},"lastId":${figures.day.lastId},"count":${figures.day.trades}`;
    return `{"symbol":"${symbol}",${moves},${last},${best},${prices},${sums},${ids}}`;
  }

  day({ day, previousClose }: DayFigures): DayTexts {
    const price = (ticks: number): string => this.market.tick.text(ticks);
    const difference = day.close - day.open;
    const { mantissa, scale } = this.tick;
    // The mean price in ticks is a fraction: it is brought to 8 decimals before the division.
    const mean = day.lots === 0 ? 0n : (BigInt(day.turnover) * BigInt(multiply(mantissa, pow10(WIRE_PLACES - scale)))) / BigInt(day.lots);
    return {
      last: price(day.close),
      open: price(day.open),
      high: price(day.high),
      low: price(day.low),
      volume: this.lots(day.lots),
      quoteVolume: this.turnover(day.turnover),
      change: `${difference < 0 ? "-" : ""}${price(Math.abs(difference))}`,
      changePercent: ((difference / day.open) * 100).toFixed(3),
      mean: amountText({ mantissa: mean, scale: WIRE_PLACES }),
      previousClose: price(previousClose),
    };
  }

  candle(bar: Bar): CandleTexts {
    const { tick } = this.market;
    return {
      openMs: bar.openMs,
      open: tick.text(bar.open),
      high: tick.text(bar.high),
      low: tick.text(bar.low),
      close: tick.text(bar.close),
      volume: this.lots(bar.lots),
      quoteVolume: this.turnover(bar.turnover),
      trades: bar.trades,
    };
  }

  private lots(lots: number): string {
    return this.market.lot.text(lots);
  }

  private turnover(units: Int): string {
    return amountText({ mantissa: multiply(units, this.turnoverStep.mantissa), scale: this.turnoverStep.scale });
  }
}

function amountText({ mantissa, scale }: Decimal): string {
  const units = scale <= WIRE_PLACES ? BigInt(multiply(mantissa, pow10(WIRE_PLACES - scale))) : BigInt(mantissa) / 10n ** BigInt(scale - WIRE_PLACES);
  const digits = String(units).padStart(WIRE_PLACES + 1, "0");
  return `${digits.slice(0, -WIRE_PLACES)}.${digits.slice(-WIRE_PLACES)}`;
}
