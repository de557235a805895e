import {
  type Levels,
  type Line,
  aggTrade,
  answered,
  bookTicker,
  closed,
  diffMessage,
  kline,
  noted,
  opened,
  received,
  sent,
  snapshot,
  trade,
} from "./recording.ts";

/** Draws from one seed, so that a recording can be made again from the number that a failure prints. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** Evenly in [0, 1) (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.below(from.length)];
    if (picked === undefined) throw new RangeError("nothing to pick from");
    return picked;
  }
}

type Side = Map<number, string>;

/** One step of the exchange's own book. */
interface Step {
  readonly first: number;
  readonly last: number;
  readonly prev: number;
  readonly bids: Levels;
  readonly asks: Levels;
}

const SYMBOLS = ["BTCUSDT", "ETHUSDT", "__proto__", "币安人生USDT"];
const SCALES = [0, 2, 8, 12];

/** The exchange's own time, one for all its symbols. */
interface Clock {
  nowMs: number;
}

/** The exchange behind a recording: what its book truly is after each update, whatever the recording then loses. */
class Exchange {
  readonly symbol: string;
  readonly conn: string;
  readonly futures: boolean;
  readonly states: { id: number; bids: Levels; asks: Levels }[] = [];
  readonly steps: Step[] = [];
  private readonly dice: Dice;
  private readonly scale: number;
  private readonly bids: Side = new Map();
  private readonly asks: Side = new Map();
  private id: number;
  private readonly clock: Clock;
  private tradeId: number;

  constructor(dice: Dice, clock: Clock, symbol: string, conn: string, futures: boolean) {
    this.dice = dice;
    this.clock = clock;
    this.symbol = symbol;
    this.conn = conn;
    this.futures = futures;
    this.scale = dice.pick(SCALES);
    this.id = dice.pick([0, 100, 5_123_107_852_948]);
    this.tradeId = dice.below(1_000);
    for (let n = 0; n < 3; n++) this.step();
  }

  get nowMs(): number {
    return this.clock.nowMs;
  }

  step(): Step {
    const { dice } = this;
    const prev = this.id;
    const first = prev + 1 + (this.futures ? dice.below(5) : 0);
    this.id = first + dice.below(4);
    const step = { first, last: this.id, prev, bids: this.change(this.bids, 80), asks: this.change(this.asks, 101) };
    this.steps.push(step);
    this.states.push({ id: this.id, bids: this.levels(this.bids), asks: this.levels(this.asks) });
    return step;
  }

  /** The next trades of the exchange, in its order. */
  nextTrade(): { id: number; tradeMs: number; price: string; qty: string; buyerIsMaker: boolean } {
    this.clock.nowMs += this.dice.pick([0, 0, 0, 1_500, 20_000, 70_000]);
    this.tradeId++;
    return {
      id: this.tradeId,
      tradeMs: this.nowMs,
      price: this.price(80 + this.dice.below(40)),
      qty: this.qty(),
      buyerIsMaker: this.dice.chance(0.5),
    };
  }

  skipTrades(count: number): void {
    this.tradeId += count;
  }

  private change(side: Side, from: number): Levels {
    return Array.from({ length: this.dice.below(4) }, () => {
      const rung = from + this.dice.below(20);
      const qty = this.dice.chance(0.3) ? (this.dice.chance(0.5) ? "0" : "0.00000000") : this.qty();
      if (/^[0.]+$/.test(qty)) side.delete(rung);
      else side.set(rung, qty);
      return [this.price(rung), qty] as const;
    });
  }

  private levels(side: Side): Levels {
    return [...side].map(([rung, qty]) => [this.price(rung), qty] as const);
  }

  /** The same rung is sent with more or fewer zeros, as exchanges do when they change a tick size. */
  private price(rung: number): string {
    const zeros = this.dice.below(3);
    if (this.scale === 0) return zeros === 0 ? String(rung) : `${rung}.${"0".repeat(zeros)}`;
    return `${rung}.${"7".padStart(this.scale, "0")}${"0".repeat(zeros)}`;
  }

  private qty(): string {
    return this.dice.pick([
      "1",
      "0.5",
      "12.25000000",
      "0.00000001",
      "98765432109.87654321",
      "1234567890123456789012345678901234567890.000000000000000000000000000001",
      String(1 + this.dice.below(9)),
    ]);
  }
}

export interface RandomRecording {
  readonly venue: string;
  readonly lines: readonly Line[];
  /** The truth after each update: by instrument and `lastUpdateId`. */
  readonly truth: ReadonlyMap<string, { bids: Levels; asks: Levels }>;
}

/** A recording of a few symbols with everything that goes wrong on a wire, made from one seed. */
export function randomRecording(seed: number, length = 60): RandomRecording {
  const dice = new Dice(seed);
  const futures = dice.chance(0.5);
  const venue = futures ? "binance-usdm" : "binance";
  const conns = dice.pick([["ws"], ["ws", "ws2"]]);
  const clock = { nowMs: 1_723_161_240_000 + dice.below(120_000) };
  const exchanges = SYMBOLS.slice(0, 1 + dice.below(SYMBOLS.length)).map((symbol) => new Exchange(dice, clock, symbol, dice.pick(conns), futures));
  const lines: Line[] = [];
  if (dice.chance(0.7)) for (const conn of conns) lines.push(opened(conn));
  // A calm recording shows long live stretches, a wild one the corners of the state machine.
  const trouble = dice.pick([0, 0.1, 0.5]);
  while (lines.length < length) {
    const exchange = dice.pick(exchanges);
    const move = dice.next();
    if (move < 0.5) lines.push(...diffs(dice, exchange, trouble));
    else if (move < 0.6) lines.push(answer(dice, exchange));
    else if (move < 0.8) lines.push(...trades(dice, exchange, trouble));
    else if (move < 0.86) lines.push(quiet(dice, exchange));
    else if (dice.chance(trouble)) lines.push(...accident(dice, exchange, venue));
  }
  const truth = new Map(
    exchanges.flatMap(({ symbol, states }) => states.map(({ id, bids, asks }) => [`${venue}:${symbol} ${id}`, { bids, asks }] as const)),
  );
  return { venue, lines, truth };
}

function diffLine(exchange: Exchange, { first, last, prev, bids, asks }: Step): Line {
  const { symbol, conn, futures, nowMs } = exchange;
  return received(diffMessage({ symbol, first, last, bids, asks, eventMs: nowMs, ...(futures ? { prev } : {}) }), conn);
}

function diffs(dice: Dice, exchange: Exchange, trouble: number): Line[] {
  const line = diffLine(exchange, exchange.step());
  if (!dice.chance(trouble)) return [line];
  const kind = dice.below(5);
  if (kind === 0) return [];
  if (kind === 1) return [line, line];
  if (kind === 2) return [diffLine(exchange, exchange.step()), line];
  if (kind === 3) return [line, diffLine(exchange, dice.pick(exchange.steps))];
  // Cut within its levels: what came before still says whose it was.
  return [{ ...line, data: line.data.slice(0, -1 - dice.below(4)) }];
}

function answer(dice: Dice, { symbol, states }: Exchange): Line {
  // Mostly of now, sometimes of a while ago, as from an endpoint that caches.
  const back = dice.chance(0.6) ? 0 : dice.below(Math.min(states.length, 6));
  const state = states.at(-1 - back);
  if (state === undefined) throw new Error("the exchange has no state");
  return snapshot({ symbol, id: state.id, bids: state.bids, asks: state.asks });
}

function trades(dice: Dice, exchange: Exchange, trouble: number): Line[] {
  const { symbol, conn, futures } = exchange;
  const aggregates = dice.chance(0.15);
  const made = Array.from({ length: 1 + dice.below(3) }, () => {
    const next = { ...exchange.nextTrade(), symbol };
    if (aggregates) {
      const more = dice.below(3);
      exchange.skipTrades(more);
      return aggTrade({ ...next, first: next.id, last: next.id + more }, conn);
    }
    return trade({ ...next, ...(futures ? { type: dice.chance(0.8) ? "MARKET" : dice.pick(["INSURANCE_FUND", "ADL", "NA"]) } : {}) }, conn);
  });
  if (!dice.chance(trouble)) return made;
  const kind = dice.below(4);
  if (kind === 0) return made.slice(1);
  if (kind === 1) return made.toReversed();
  return [...made, ...made.slice(-1)];
}

function quiet(dice: Dice, { symbol, futures, nowMs, states, conn }: Exchange): Line {
  const id = states.at(-1)?.id ?? 0;
  return dice.pick([
    () => bookTicker(symbol, id, futures ? nowMs : undefined),
    () => kline(symbol, Math.floor(nowMs / 60_000) * 60_000, nowMs),
    () => sent('{"method":"SUBSCRIBE","id":1}', conn),
    () => received({ result: null, id: 1 }, conn),
    () => received({ stream: "somebody@new", data: { e: "somethingNew", s: symbol, E: 9_999_999_999_999 } }, conn),
    () => answered(`https://api.example/api/v3/depth?symbol=${encodeURIComponent(symbol)}`, { code: -1003, msg: "Too many requests." }),
    () => answered("https://api.example/api/v3/exchangeInfo", { symbols: [] }),
    () => noted("request", { instrument: symbol }, conn),
  ])();
}

function accident(dice: Dice, exchange: Exchange, venue: string): Line[] {
  const { symbol, conn } = exchange;
  const instrument = `${venue}:${symbol}`;
  return dice.pick([
    () => [closed(conn)],
    () => [closed(conn), opened(conn)],
    () => [closed(conn), opened(conn)],
    () => [opened(conn)],
    () => [noted("gap", { instrument, cause: "overflow" }, conn)],
    () => [noted("gap", { cause: "disconnect" }, conn)],
    () => [noted("stale", { instrument }, conn)],
    () => [received("neither JSON nor a market's", conn)],
    () => {
      const step = exchange.step();
      return [diffLine(exchange, { ...step, bids: [...step.bids, ["1000000", "1"]], asks: [...step.asks, ["999999", "1"]] })];
    },
  ])();
}
