import { add, type Int, multiply, pow10 } from "../base/decimal.ts";

/** What came in one minute, or a part of it. Prices, quantities and sums are integers at the scale of the instrument. */
export interface MinuteFigures {
  /** Number of trade ids; the rest means nothing where it is 0. */
  readonly trades: number;
  /** First and last price by trade time (Unix ms), then id, and of which trade. */
  readonly openMs: number;
  readonly openId: number;
  readonly open: Int;
  readonly closeMs: number;
  readonly closeId: number;
  readonly close: Int;
  readonly high: Int;
  readonly low: Int;
  readonly volume: Int;
  readonly quoteVolume: Int;
  /** The part of both whose aggressor bought. */
  readonly takerBase: Int;
  readonly takerQuote: Int;
}

/** One figure of two parts, whichever of them is the earlier: merging is commutative, so the order of arrival leaves no trace. */
export function mergeMinutes(one: MinuteFigures, other: MinuteFigures): MinuteFigures {
  if (one.trades === 0) return other;
  if (other.trades === 0) return one;
  const opens = one.openMs < other.openMs || (one.openMs === other.openMs && one.openId < other.openId) ? one : other;
  const closes = one.closeMs > other.closeMs || (one.closeMs === other.closeMs && one.closeId > other.closeId) ? one : other;
  return {
    trades: one.trades + other.trades,
    openMs: opens.openMs,
    openId: opens.openId,
    open: opens.open,
    closeMs: closes.closeMs,
    closeId: closes.closeId,
    close: closes.close,
    high: one.high > other.high ? one.high : other.high,
    low: one.low < other.low ? one.low : other.low,
    volume: add(one.volume, other.volume),
    quoteVolume: add(one.quoteVolume, other.quoteVolume),
    takerBase: add(one.takerBase, other.takerBase),
    takerQuote: add(one.takerQuote, other.takerQuote),
  };
}

const PRICES = ["open", "close", "high", "low"] as const;
const QUANTITIES = ["volume", "takerBase"] as const;
const QUOTES = ["quoteVolume", "takerQuote"] as const;
const TIMES = ["openMs", "openId", "closeMs", "closeId"] as const;
const INTEGERS = [...PRICES, ...QUANTITIES, ...QUOTES] as const;

/** The minutes of a window in columns, by minute of event time. The slots are reused as the window moves on; allocated with the first entry. */
export class MinuteRing {
  readonly slots: number;
  private trades = new Float64Array(0);
  private times: Record<(typeof TIMES)[number], Float64Array> | null = null;
  private integers: Record<(typeof INTEGERS)[number], Int[]> | null = null;

  constructor(slots: number) {
    this.slots = slots;
  }

  /** Number of trade ids in that minute, which lies within the window. */
  count(minute: number): number {
    return this.trades[this.slotOf(minute)] ?? 0;
  }

  /** A copy of what that minute holds. */
  get(minute: number): MinuteFigures {
    const at = this.slotOf(minute);
    const { times, integers } = this;
    if (times === null || integers === null) throw new RangeError(`nothing was ever entered, nor in minute ${minute}`);
    const figures: Record<string, Int> = { trades: this.trades[at] as number };
    for (const name of TIMES) figures[name] = times[name][at] as number;
    for (const name of INTEGERS) figures[name] = integers[name][at] as Int;
    return figures as unknown as MinuteFigures;
  }

  close(minute: number): Int {
    return this.integers?.close[this.slotOf(minute)] as Int;
  }

  /** Adds a part of that minute to what it holds. */
  enter(minute: number, part: MinuteFigures): void {
    const { times, integers } = this.allocated();
    const at = this.slotOf(minute);
    const held = this.trades[at] as number;
    if (held === 0) {
      this.trades[at] = part.trades;
      for (const name of TIMES) times[name][at] = part[name];
      for (const name of INTEGERS) integers[name][at] = part[name];
      return;
    }
    this.trades[at] = held + part.trades;
    if (part.openMs < (times.openMs[at] as number) || (part.openMs === times.openMs[at] && part.openId < (times.openId[at] as number))) {
      times.openMs[at] = part.openMs;
      times.openId[at] = part.openId;
      integers.open[at] = part.open;
    }
    if (part.closeMs > (times.closeMs[at] as number) || (part.closeMs === times.closeMs[at] && part.closeId > (times.closeId[at] as number))) {
      times.closeMs[at] = part.closeMs;
      times.closeId[at] = part.closeId;
      integers.close[at] = part.close;
    }
    if (part.high > (integers.high[at] as Int)) integers.high[at] = part.high;
    if (part.low < (integers.low[at] as Int)) integers.low[at] = part.low;
    for (const name of QUANTITIES) integers[name][at] = add(integers[name][at] as Int, part[name]);
    for (const name of QUOTES) integers[name][at] = add(integers[name][at] as Int, part[name]);
  }

  clear(minute: number): void {
    if (this.trades.length > 0) this.trades[this.slotOf(minute)] = 0;
  }

  grow(pricePlaces: number, qtyPlaces: number): void {
    const { integers } = this;
    if (integers === null) return;
    for (const name of PRICES) scaleUp(integers[name], pow10(pricePlaces));
    for (const name of QUANTITIES) scaleUp(integers[name], pow10(qtyPlaces));
    for (const name of QUOTES) scaleUp(integers[name], pow10(pricePlaces + qtyPlaces));
  }

  private slotOf(minute: number): number {
    const rest = minute % this.slots;
    return rest < 0 ? rest + this.slots : rest;
  }

  private allocated() {
    const { slots } = this;
    if (this.trades.length === 0) this.trades = new Float64Array(slots);
    this.times ??= Object.fromEntries(TIMES.map((name) => [name, new Float64Array(slots)])) as NonNullable<typeof this.times>;
    this.integers ??= Object.fromEntries(INTEGERS.map((name) => [name, Array.from({ length: slots }, () => 0)])) as NonNullable<typeof this.integers>;
    return { times: this.times, integers: this.integers };
  }
}

function scaleUp(column: Int[], factor: Int): void {
  for (let at = 0; at < column.length; at++) column[at] = multiply(column[at] as Int, factor);
}
