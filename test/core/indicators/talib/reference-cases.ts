import type { IndicatorParameters } from "../../../../src/core/indicators/indicator.ts";
import { walk } from "../candle-fixture.ts";

/** The candles that both sides compute along. */
export const referenceCandles = () => walk(10_000, 20_260_101);

/** Of each column, every so many-th value is kept, and a sum of all. */
export const STRIDE = 97;

export interface ReferenceCase {
  readonly name: string;
  readonly parameters: IndicatorParameters;
  /** For each column of TA-Lib's answer, our output. */
  readonly outputs: readonly string[];
  /** What `make-reference.py` calls, with the columns o, h, l, c, v and the module t. */
  readonly talib: string;
}

const one = (name: string, parameters: IndicatorParameters, talib: string, outputs = [name]): ReferenceCase => ({ name, parameters, outputs, talib });

/** Every indicator that TA-Lib has: with the defaults, and with others where those could hide a mistake. */
export const REFERENCE_CASES: readonly ReferenceCase[] = [
  one("sma", { length: 20 }, "t.SMA(c, 20)"),
  one("sma", { length: 200 }, "t.SMA(c, 200)"),
  one("ema", { length: 20 }, "t.EMA(c, 20)"),
  one("wma", { length: 20 }, "t.WMA(c, 20)"),
  one("wma", { length: 333 }, "t.WMA(c, 333)"),
  one("dema", { length: 20 }, "t.DEMA(c, 20)"),
  one("tema", { length: 20 }, "t.TEMA(c, 20)"),
  one("kama", { length: 10 }, "t.KAMA(c, 10)"),
  one("rsi", { length: 14 }, "t.RSI(c, 14)"),
  one("rsi", { length: 2 }, "t.RSI(c, 2)"),
  one("stochrsi", { rsi: 14, length: 14, smooth: 1, signal: 3 }, "t.STOCHRSI(c, 14, 14, 3, 0)", ["k", "d"]),
  one("stochrsi", {}, "[x for x in [t.RSI(c, 14)] for x in t.STOCH(x, x, x, 14, 3, 0, 3, 0)]", ["k", "d"]),
  one("stoch", {}, "t.STOCH(h, l, c, 14, 3, 0, 3, 0)", ["k", "d"]),
  one("stoch", { length: 14, smooth: 1, signal: 3 }, "t.STOCHF(h, l, c, 14, 3, 0)", ["k", "d"]),
  one("macd", {}, "t.MACD(c, 12, 26, 9)", ["macd", "signal", "histogram"]),
  one("macd", { fast: 5, slow: 34, signal: 5 }, "t.MACD(c, 5, 34, 5)", ["macd", "signal", "histogram"]),
  one("ppo", {}, "t.PPO(c, 12, 26, 1)", ["ppo"]),
  one("roc", { length: 10 }, "t.ROC(c, 10)"),
  one("mom", { length: 10 }, "t.MOM(c, 10)"),
  one("cci", { length: 20 }, "t.CCI(h, l, c, 20)"),
  one("willr", { length: 14 }, "t.WILLR(h, l, c, 14)"),
  one("mfi", { length: 14 }, "t.MFI(h, l, c, v, 14)"),
  one("obv", {}, "t.OBV(c, v)"),
  one("ad", {}, "t.AD(h, l, c, v)"),
  one("bb", { length: 20, deviations: 2 }, "t.BBANDS(c, 20, 2, 2, 0)", ["upper", "middle", "lower"]),
  one("stddev", { length: 20 }, "t.STDDEV(c, 20, 1)"),
  one("donchian", { length: 20 }, "[t.MAX(h, 20), t.MIN(l, 20)]", ["upper", "lower"]),
  one("atr", { length: 14 }, "t.ATR(h, l, c, 14)"),
  one("natr", { length: 14 }, "t.NATR(h, l, c, 14)"),
  one("adx", { length: 14 }, "[t.ADX(h, l, c, 14), t.PLUS_DI(h, l, c, 14), t.MINUS_DI(h, l, c, 14)]", ["adx", "plusDi", "minusDi"]),
  one("adx", { length: 2 }, "[t.ADX(h, l, c, 2), t.PLUS_DI(h, l, c, 2), t.MINUS_DI(h, l, c, 2)]", ["adx", "plusDi", "minusDi"]),
  one("aroon", { length: 14 }, "[*t.AROON(h, l, 14), t.AROONOSC(h, l, 14)]", ["down", "up", "oscillator"]),
  one("psar", {}, "t.SAR(h, l, 0.02, 0.2)"),
  one("psar", { acceleration: 0.07, most: 0.5 }, "t.SAR(h, l, 0.07, 0.5)"),
  one("linreg", { length: 14 }, "[t.LINEARREG(c, 14), t.LINEARREG_SLOPE(c, 14), t.LINEARREG_INTERCEPT(c, 14)]", ["linreg", "slope", "intercept"]),
  one("linreg", { length: 250 }, "[t.LINEARREG(c, 250), t.LINEARREG_SLOPE(c, 250), t.LINEARREG_INTERCEPT(c, 250)]", ["linreg", "slope", "intercept"]),
];
