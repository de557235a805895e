import { type CandleColumns, columnsOf } from "../../src/core/indicators/candle-columns.ts";
import type { IndicatorCandle } from "../../src/core/indicators/indicator.ts";
import { CANDLES } from "./candle-market.ts";
import type { Lines } from "./indicator-answer.ts";
import { loadIndicatorts, loadTalib, loadTechnicalIndicators, loadTradingSignals, loadTulind } from "./peer-packages.ts";
import { TEN } from "./ten-indicators.ts";
import { tradingSignalsSet } from "./streaming-contestants.ts";

/** Computes all ten along the candles of one symbol, which come in the form it likes best: making that form is not measured. */
export interface BatchContestant<T> {
  prepare(candles: readonly IndicatorCandle[]): T;
  run(input: T): Lines;
}

/** Plain arrays, as most packages take them. */
interface Arrays {
  readonly high: number[];
  readonly low: number[];
  readonly close: number[];
  readonly volume: number[];
}

function arraysOf(candles: readonly IndicatorCandle[]): Arrays {
  const column = (figure: keyof Arrays): number[] => candles.map((candle) => candle[figure]);
  return { high: column("high"), low: column("low"), close: column("close"), volume: column("volume") };
}

/** For the packages that have none. */
function plainVwap({ high, low, close, volume }: Arrays): number[] {
  let [turnover, traded] = [0, 0];
  return close.map((price, at) => {
    turnover += (((high[at] as number) + (low[at] as number) + price) / 3) * (volume[at] as number);
    traded += volume[at] as number;
    return turnover / traded;
  });
}

/** Memory for the values, which a screen uses again for the next symbol. */
const memory = TEN.map(({ definition }) => new Float64Array(definition.outputs.length * CANDLES));

const tapedeck: BatchContestant<CandleColumns> = {
  prepare: columnsOf,
  run(columns) {
    const [sma, ema, rsi, macd, bb, atr, vwap, stoch, adx, obv] = TEN.map(({ definition, parameters }, n) =>
      definition.batch(columns, parameters, memory[n]),
    );
    return {
      sma: sma?.[0],
      ema: ema?.[0],
      rsi: rsi?.[0],
      macd: macd?.[0],
      signal: macd?.[1],
      upper: bb?.[0],
      middle: bb?.[1],
      lower: bb?.[2],
      atr: atr?.[0],
      vwap: vwap?.[0],
      k: stoch?.[0],
      d: stoch?.[1],
      adx: adx?.[0],
      obv: obv?.[0],
    } as Lines;
  },
};

function talib(): BatchContestant<Arrays> {
  const library = loadTalib();
  return {
    prepare: arraysOf,
    run(input) {
      const { high, low, close, volume } = input;
      const run = (name: string, more: object) => library.execute({ name, startIdx: 0, endIdx: close.length - 1, ...more }).result;
      const macd = run("MACD", { inReal: close, optInFastPeriod: 12, optInSlowPeriod: 26, optInSignalPeriod: 9 });
      const bb = run("BBANDS", { inReal: close, optInTimePeriod: 20, optInNbDevUp: 2, optInNbDevDn: 2, optInMAType: 0 });
      const stoch = run("STOCHF", { high, low, close, optInFastK_Period: 14, optInFastD_Period: 3, optInFastD_MAType: 0 });
      return {
        sma: run("SMA", { inReal: close, optInTimePeriod: 20 })["outReal"],
        ema: run("EMA", { inReal: close, optInTimePeriod: 20 })["outReal"],
        rsi: run("RSI", { inReal: close, optInTimePeriod: 14 })["outReal"],
        macd: macd["outMACD"],
        signal: macd["outMACDSignal"],
        upper: bb["outRealUpperBand"],
        middle: bb["outRealMiddleBand"],
        lower: bb["outRealLowerBand"],
        atr: run("ATR", { high, low, close, optInTimePeriod: 14 })["outReal"],
        vwap: plainVwap(input),
        k: stoch["outFastK"],
        d: stoch["outFastD"],
        adx: run("ADX", { high, low, close, optInTimePeriod: 14 })["outReal"],
        obv: run("OBV", { inReal: close, volume })["outReal"],
      } as Lines;
    },
  };
}

function tulind(): BatchContestant<Arrays> {
  const library = loadTulind();
  const run = (name: string, inputs: number[][], options: number[]): number[][] => {
    let found: number[][] = [];
    library.indicators[name]?.indicator(inputs, options, (error, outputs) => {
      if (error != null) throw new Error(`tulind's ${name}: ${JSON.stringify(error)}`);
      found = outputs;
    });
    return found;
  };
  return {
    prepare: arraysOf,
    run(input) {
      const { high, low, close, volume } = input;
      const [macd, signal] = run("macd", [close], [12, 26, 9]);
      const [lower, middle, upper] = run("bbands", [close], [20, 2]);
      const [k, d] = run("stoch", [high, low, close], [14, 1, 3]);
      const [sma, ema, rsi] = [run("sma", [close], [20])[0], run("ema", [close], [20])[0], run("rsi", [close], [14])[0]];
      const [atr, adx] = [run("atr", [high, low, close], [14])[0], run("adx", [high, low, close], [14])[0]];
      const obv = run("obv", [close, volume], [])[0];
      return { sma, ema, rsi, macd, signal, upper, middle, lower, atr, vwap: plainVwap(input), k, d, adx, obv } as Lines;
    },
  };
}

function technicalIndicators(): BatchContestant<Arrays> {
  const { SMA, EMA, RSI, MACD, BollingerBands, ATR, VWAP, Stochastic, ADX, OBV } = loadTechnicalIndicators();
  const line = (rows: unknown[], name: string): number[] => rows.map((row) => (row as Record<string, number>)[name] as number);
  return {
    prepare: arraysOf,
    run({ high, low, close, volume }) {
      const period = 14;
      const macd =
        MACD?.calculate({ values: close, fastPeriod: 12, slowPeriod: 26, signalPeriod: 9, SimpleMAOscillator: false, SimpleMASignal: false }) ?? [];
      const bb = BollingerBands?.calculate({ values: close, period: 20, stdDev: 2 }) ?? [];
      const stoch = Stochastic?.calculate({ high, low, close, period, signalPeriod: 3 }) ?? [];
      const adx = ADX?.calculate({ high, low, close, period }) ?? [];
      return {
        sma: SMA?.calculate({ values: close, period: 20 }),
        ema: EMA?.calculate({ values: close, period: 20 }),
        rsi: RSI?.calculate({ values: close, period }),
        macd: line(macd, "MACD"),
        signal: line(macd, "signal"),
        upper: line(bb, "upper"),
        middle: line(bb, "middle"),
        lower: line(bb, "lower"),
        atr: ATR?.calculate({ high, low, close, period }),
        vwap: VWAP?.calculate({ high, low, close, volume }),
        k: line(stoch, "k"),
        d: line(stoch, "d"),
        adx: line(adx, "adx"),
        obv: OBV?.calculate({ close, volume }),
      } as Lines;
    },
  };
}

/** It has no ADX, so it computes nine. */
function indicatorts(): BatchContestant<Arrays> {
  const library = loadIndicatorts();
  return {
    prepare: arraysOf,
    run({ high, low, close, volume }) {
      const { macdLine, signalLine } = library.macd(close, { fast: 12, slow: 26, signal: 9 });
      const { upper, middle, lower } = library.bb(close, { period: 20 });
      const { k, d } = library.stoch(high, low, close, { kPeriod: 14, dPeriod: 3 });
      return {
        sma: library.sma(close, { period: 20 }),
        ema: library.ema(close, { period: 20 }),
        rsi: library.rsi(close, { period: 14 }),
        macd: macdLine,
        signal: signalLine,
        upper,
        middle,
        lower,
        atr: library.atr(high, low, close, { period: 14 }).atrLine,
        vwap: library.vwap(close, volume, { period: 14 }),
        k,
        d,
        obv: library.obv(close, volume),
      };
    },
  };
}

/** It has no batch: its own way is candle by candle. */
function tradingSignals(): BatchContestant<readonly IndicatorCandle[]> {
  const library = loadTradingSignals();
  return {
    prepare: (candles) => candles,
    run(candles) {
      const set = tradingSignalsSet(library);
      const lines: Record<string, number[]> = {};
      for (const candle of candles) {
        for (const [line, value] of Object.entries(set(candle, false))) if (value != null) (lines[line] ??= []).push(value);
      }
      return lines;
    },
  };
}

/** Each makes itself ready where it is asked for, so that a process loads the package it measures alone. */
export const BATCH_CONTESTANTS: Readonly<Record<string, () => BatchContestant<never>>> = {
  tapedeck: () => tapedeck as BatchContestant<never>,
  talib: () => talib() as BatchContestant<never>,
  tulind: () => tulind() as BatchContestant<never>,
  indicatorts: () => indicatorts() as BatchContestant<never>,
  technicalindicators: () => technicalIndicators() as BatchContestant<never>,
  "trading-signals": () => tradingSignals() as BatchContestant<never>,
};
