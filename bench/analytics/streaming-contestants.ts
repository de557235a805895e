import { type CandleColumns, columnsOf } from "../../src/core/indicators/candle-columns.ts";
import type { IndicatorCandle } from "../../src/core/indicators/indicator.ts";
import { IndicatorSet } from "../../src/core/indicators/indicator-set.ts";
import type { Lines } from "./indicator-answer.ts";
import { loadTechnicalIndicators, loadTradingSignals, type TradingSignals } from "./peer-packages.ts";
import { TEN } from "./ten-indicators.ts";

/** All ten of one symbol, candle by candle. Candles are named by their index in the history of the symbol. */
export interface StreamingContestant {
  append(at: number): void;
  /** Shows candle `at` as the newest one as it stands now; absent where the package cannot. */
  replace?(at: number): void;
  /** The newest value of each line. */
  lines(): Lines;
}

type Make = (candles: readonly IndicatorCandle[]) => StreamingContestant;

const kernels = TEN.map(({ definition, parameters }) => definition.kernel(parameters));
const ORDER = [
  "sma",
  "ema",
  "rsi",
  "macd",
  "signal",
  "histogram",
  "upper",
  "middle",
  "lower",
  "atr",
  "vwap",
  "k",
  "d",
  "adx",
  "plusDi",
  "minusDi",
  "obv",
];

function linesOf(set: IndicatorSet): Lines {
  const { histogram: _, plusDi: __, minusDi: ___, ...lines } = Object.fromEntries(ORDER.map((line, at) => [line, [set.values[at] as number]]));
  return lines;
}

/** As a worker keeps candles: in columns. */
const tapedeck: Make = (candles) => {
  const columns: CandleColumns = columnsOf(candles);
  const set = new IndicatorSet(kernels);
  return { append: (at) => set.updateAt(columns, at), replace: (at) => set.replaceAt(columns, at), lines: () => linesOf(set) };
};

/** As the packages take candles: an object each. */
const tapedeckObjects: Make = (candles) => {
  const set = new IndicatorSet(kernels);
  return {
    append: (at) => set.update(candles[at] as IndicatorCandle),
    replace: (at) => set.replace(candles[at] as IndicatorCandle),
    lines: () => linesOf(set),
  };
};

export type TradingSignalsStep = (candle: IndicatorCandle, replace: boolean) => Readonly<Record<string, number | null | undefined>>;

export function tradingSignalsSet(library: TradingSignals): TradingSignalsStep {
  const { SMA, EMA, RSI, MACD, BollingerBands, ATR, VWAP, StochasticOscillator, ADX, OBV } = library;
  const [sma, ema, rsi, bb] = [new SMA(20), new EMA(20), new RSI(14), new BollingerBands(20, 2)];
  const macd = new MACD(new EMA(12), new EMA(26), new EMA(9));
  const stoch = new StochasticOscillator({ kPeriod: 14, kSlowingPeriod: 1, dPeriod: 3 });
  const [atr, vwap, adx, obv] = [new ATR(14), new VWAP(), new ADX(14), new OBV(5)];
  return (candle, replace) => {
    const { close } = candle;
    const [m, b, s] = [macd.update(close, replace), bb.update(close, replace), stoch.update(candle, replace)];
    return {
      sma: sma.update(close, replace),
      ema: ema.update(close, replace),
      rsi: rsi.update(close, replace),
      macd: m?.macd,
      signal: m?.signal,
      upper: b?.upper,
      middle: b?.middle,
      lower: b?.lower,
      atr: atr.update(candle, replace),
      vwap: vwap.update(candle, replace),
      k: s?.stochK,
      d: s?.stochD,
      adx: adx.update(candle, replace),
      obv: obv.update(candle, replace),
    };
  };
}

const tradingSignals: Make = (candles) => {
  const step = tradingSignalsSet(loadTradingSignals());
  let last: ReturnType<TradingSignalsStep> = {};
  // Its forming candle is the last one that it was given: the first tick appends, and closing is one more replacement.
  let forming = false;
  return {
    append(at) {
      last = step(candles[at] as IndicatorCandle, forming);
      forming = false;
    },
    replace(at) {
      last = step(candles[at] as IndicatorCandle, forming);
      forming = true;
    },
    lines: () => Object.fromEntries(Object.entries(last).map(([line, value]) => [line, [value ?? Number.NaN]])),
  };
};

/** It cannot take a forming candle. */
const technicalIndicators: Make = (candles) => {
  const library = loadTechnicalIndicators();
  const make = (name: string, input: object) => {
    const kind = library[name];
    if (kind === undefined) throw new Error(`technicalindicators has no ${name}`);
    return new kind(input);
  };
  const rows = { high: [], low: [], close: [] };
  const period = 14;
  const [sma, ema, rsi] = [make("SMA", { values: [], period: 20 }), make("EMA", { values: [], period: 20 }), make("RSI", { values: [], period })];
  const averages = { fastPeriod: 12, slowPeriod: 26, signalPeriod: 9, SimpleMAOscillator: false, SimpleMASignal: false };
  const [macd, bb] = [make("MACD", { values: [], ...averages }), make("BollingerBands", { values: [], period: 20, stdDev: 2 })];
  const [atr, vwap] = [make("ATR", { ...rows, period }), make("VWAP", { ...rows, volume: [] })];
  const stoch = make("Stochastic", { ...rows, period, signalPeriod: 3 });
  const [adx, obv] = [make("ADX", { ...rows, period }), make("OBV", { close: [], volume: [] })];
  let lines: Lines = {};
  return {
    append(at) {
      const candle = candles[at] as IndicatorCandle;
      const m = macd.nextValue(candle.close) as { MACD: number; signal: number } | undefined;
      const b = bb.nextValue(candle.close) as { upper: number; middle: number; lower: number } | undefined;
      const s = stoch.nextValue(candle) as { k: number; d: number } | undefined;
      const a = adx.nextValue(candle) as { adx: number } | undefined;
      const value = (found: unknown): number[] => [found as number];
      const single = [sma.nextValue(candle.close), ema.nextValue(candle.close), rsi.nextValue(candle.close)];
      lines = {
        sma: value(single[0]),
        ema: value(single[1]),
        rsi: value(single[2]),
        macd: value(m?.MACD),
        signal: value(m?.signal),
        upper: value(b?.upper),
        middle: value(b?.middle),
        lower: value(b?.lower),
        atr: value(atr.nextValue(candle)),
        vwap: value(vwap.nextValue(candle)),
        k: value(s?.k),
        d: value(s?.d),
        adx: value(a?.adx),
        obv: value(obv.nextValue(candle)),
      };
    },
    lines: () => lines,
  };
};

export const STREAMING_CONTESTANTS: Readonly<Record<string, Make>> = {
  tapedeck,
  "tapedeck, candles as objects": tapedeckObjects,
  "trading-signals": tradingSignals,
  technicalindicators: technicalIndicators,
};
