import { closeSync, openSync, writeSync } from "node:fs";
import { Random } from "../../src/simulator/random.ts";

/** How far behind the best price a level lies at most, in ticks, and how many of these ticks hold a level at the start. */
const REACH = 1_400;
const DENSITY = 0.74;
const START_MS = Date.UTC(2024, 7, 9);
const DECIMALS = 8;

/** Symbols as traders know them: the others are made up, with price scales from cents to hundred-millionths. */
const KNOWN = [
  ["BTCUSDT", 6_168_598, 2, 5],
  ["ETHUSDT", 260_531, 2, 4],
  ["SOLUSDT", 15_427, 2, 3],
  ["XRPUSDT", 5_871, 4, 0],
  ["DOGEUSDT", 10_321, 5, 0],
  ["BNBUSDT", 5_124, 1, 3],
  ["SHIBUSDT", 9_371, 8, 0],
] as const;

interface Side {
  readonly bid: boolean;
  /** Lots by tick. */
  readonly lots: Map<number, number>;
  /** What the message in the making changes, by tick. */
  readonly changes: Map<number, number>;
}

/**
 * One instrument whose book changes at random the way a liquid one does: most changes near the best price, in three of ten messages
 * the best price moves, levels come and go at about the same rate.
 */
class SyntheticInstrument {
  readonly name: string;
  private readonly random: Random;
  private readonly priceDecimals: number;
  private readonly lotDecimals: number;
  private readonly home: number;
  private touch: number;
  private lastId: number;
  private readonly bids: Side = { bid: true, lots: new Map(), changes: new Map() };
  private readonly asks: Side = { bid: false, lots: new Map(), changes: new Map() };

  constructor(index: number) {
    this.random = new Random(`books/${index}`);
    const known = KNOWN[index];
    this.name = known?.[0] ?? `M${index}USDT`;
    this.home = known?.[1] ?? Math.round(20_000 + 70_000 * this.random.uniform());
    this.priceDecimals = known?.[2] ?? 2 + (index % 5);
    this.lotDecimals = known?.[3] ?? index % 4;
    this.touch = this.home;
    this.lastId = 1e9 + index * 1e7;
    for (const side of [this.bids, this.asks]) {
      for (let depth = 0; depth < REACH; depth++) if (depth < 3 || this.random.chance(DENSITY)) this.set(side, this.tickAt(side, depth), this.size());
      side.changes.clear();
    }
  }

  /** The body of a REST depth snapshot. */
  snapshot(): string {
    const all = (side: Side): string => this.text(side, side.lots);
    return `{"lastUpdateId":${this.lastId},"bids":[${all(this.bids)}],"asks":[${all(this.asks)}]}`;
  }

  /** The next `depthUpdate` as the combined stream sends it. */
  diff(eventMs: number): string {
    if (this.random.chance(0.32)) this.moveTouch();
    const wanted = Math.min(40, Math.max(5, Math.round(this.random.logNormal(12, 0.62))));
    for (let tries = 0; tries < 400 && this.bids.changes.size + this.asks.changes.size < wanted; tries++) this.change();
    const first = this.lastId + 1;
    this.lastId += 1 + this.random.integer(60);
    const [b, a] = [this.bids, this.asks].map((side) => {
      const text = this.text(side, side.changes);
      side.changes.clear();
      return text;
    });
    const data = `{"e":"depthUpdate","E":${eventMs},"s":"${this.name}","U":${first},"u":${this.lastId},"b":[${b}],"a":[${a}]}`;
    return `{"stream":"${this.name.toLowerCase()}@depth@100ms","data":${data}}`;
  }

  /** One to four ticks up or down, drawn back to where the price began. */
  private moveTouch(): void {
    const up = this.random.chance(0.5 + 0.4 * Math.tanh((this.home - this.touch) / 1_500));
    const [rising, falling] = up ? [this.bids, this.asks] : [this.asks, this.bids];
    for (let steps = 1 + Math.min(3, Math.floor(this.random.exponential(0.6))); steps > 0; steps--) {
      this.set(falling, this.tickAt(falling, 0), 0);
      this.set(rising, this.tickAt(rising, REACH - 1), 0);
      this.touch += up ? 1 : -1;
      this.set(rising, this.tickAt(rising, 0), this.size());
      if (!falling.lots.has(this.tickAt(falling, 0))) this.set(falling, this.tickAt(falling, 0), this.size());
      if (this.random.chance(DENSITY)) this.set(falling, this.tickAt(falling, REACH - 1), this.size());
    }
  }

  private change(): void {
    const side = this.random.chance(0.5) ? this.bids : this.asks;
    const draw = this.random.uniform();
    const depth = draw < 0.95 ? Math.floor(this.random.exponential(draw < 0.78 ? 7 : 80)) : this.random.integer(REACH);
    if (depth >= REACH) return;
    const tick = this.tickAt(side, depth);
    if (side.changes.has(tick)) return;
    this.set(side, tick, depth > 0 && side.lots.has(tick) && this.random.chance(0.35) ? 0 : this.size());
  }

  private set(side: Side, tick: number, lots: number): void {
    if (lots === 0 && !side.lots.delete(tick)) return;
    if (lots > 0) side.lots.set(tick, lots);
    side.changes.set(tick, lots);
  }

  private tickAt({ bid }: Side, depth: number): number {
    return bid ? this.touch - depth : this.touch + 1 + depth;
  }

  private size(): number {
    return Math.max(1, Math.round(this.random.exponential(10 ** this.lotDecimals * (this.lotDecimals === 0 ? 600 : 0.8))));
  }

  /** Levels from the best on, as the exchange writes them: every number with eight decimals. */
  private text({ bid }: Side, lots: ReadonlyMap<number, number>): string {
    const sorted = [...lots].toSorted(([a], [b]) => (bid ? b - a : a - b));
    return sorted.map(([tick, n]) => `["${fixed(tick, this.priceDecimals)}","${fixed(n, this.lotDecimals)}"]`).join(",");
  }
}

function fixed(units: number, decimals: number): string {
  const digits = String(units).padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  return `${digits.slice(0, point)}.${digits.slice(point)}${"0".repeat(DECIMALS - decimals)}`;
}

export interface MarketShape {
  readonly symbols: number;
  readonly messages: number;
  /** Whether some symbols speak more often than others, as on an exchange, or all alike. */
  readonly weighted: boolean;
}

/** Writes a market to `file`, one text a line: a depth snapshot of each symbol, then the diffs. Returns the symbols. */
export function writeMarket(file: string, { symbols, messages, weighted }: MarketShape): string[] {
  const random = new Random("books/order");
  const instruments = Array.from({ length: symbols }, (_, index) => new SyntheticInstrument(index));
  const shares = instruments.map((_, index) => (weighted ? 1 / (1 + index * 0.08) : 1));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const out = openSync(file, "w");
  for (const instrument of instruments) writeSync(out, `${instrument.snapshot()}\n`);
  let lines: string[] = [];
  for (let n = 0; n < messages; n++) {
    const drawn = random.uniform() * total;
    let at = 0;
    for (let passed = shares[0] as number; passed <= drawn && at < symbols - 1; passed += shares[at] as number) at++;
    lines.push((instruments[at] as SyntheticInstrument).diff(START_MS + Math.floor((n * 86_400_000) / messages)));
    if (lines.length < 5_000 && n < messages - 1) continue;
    writeSync(out, `${lines.join("\n")}\n`);
    lines = [];
  }
  closeSync(out);
  return instruments.map(({ name }) => name);
}
