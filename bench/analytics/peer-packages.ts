import { createRequire } from "node:module";

const require = createRequire(new URL("../peers/package.json", import.meta.url));

export interface PeerCandle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** What of each package is measured, as its own types or its README say. */
export interface Talib {
  execute(call: Readonly<Record<string, unknown>>): { readonly result: Readonly<Record<string, number[]>>; readonly error?: unknown };
}

export interface Tulind {
  readonly indicators: Readonly<
    Record<string, { indicator(inputs: number[][], options: number[], done: (error: unknown, outputs: number[][]) => void): void }>
  >;
}

interface Calculator {
  calculate(input: object): unknown[];
}

export interface TechnicalIndicators {
  readonly [name: string]: Calculator & (new (input: object) => { nextValue(input: unknown): unknown });
}

export interface Indicatorts {
  sma(values: number[], options: object): number[];
  ema(values: number[], options: object): number[];
  rsi(values: number[], options: object): number[];
  macd(values: number[], options: object): { macdLine: number[]; signalLine: number[] };
  bb(values: number[], options: object): { upper: number[]; middle: number[]; lower: number[] };
  atr(highs: number[], lows: number[], closes: number[], options: object): { atrLine: number[] };
  vwap(closes: number[], volumes: number[], options: object): number[];
  stoch(highs: number[], lows: number[], closes: number[], options: object): { k: number[]; d: number[] };
  obv(closes: number[], volumes: number[]): number[];
}

interface Signal<I, O> {
  update(input: I, replace: boolean): O | null;
}

export interface TradingSignals {
  readonly SMA: new (length: number) => Signal<number, number>;
  readonly EMA: new (length: number) => Signal<number, number>;
  readonly RSI: new (length: number) => Signal<number, number>;
  readonly MACD: new (fast: object, slow: object, signal: object) => Signal<number, { macd: number; signal: number }>;
  readonly BollingerBands: new (length: number, deviations: number) => Signal<number, { upper: number; middle: number; lower: number }>;
  readonly ATR: new (length: number) => Signal<PeerCandle, number>;
  readonly VWAP: new () => Signal<PeerCandle, number>;
  readonly StochasticOscillator: new (options: object) => Signal<PeerCandle, { stochK: number; stochD: number }>;
  readonly ADX: new (length: number) => Signal<PeerCandle, number>;
  readonly OBV: new (length: number) => Signal<PeerCandle, number>;
}

export function loadTalib(): Talib {
  return require("talib") as Talib;
}

export function loadTulind(): Tulind {
  return require("tulind") as Tulind;
}

export function loadTechnicalIndicators(): TechnicalIndicators {
  return require("technicalindicators") as TechnicalIndicators;
}

export function loadIndicatorts(): Indicatorts {
  return require("indicatorts") as Indicatorts;
}

export function loadTradingSignals(): TradingSignals {
  return require("trading-signals") as TradingSignals;
}
