import type { IndicatorCandle } from "../../src/core/indicators/indicator.ts";
import type { Line } from "./indicator-answer.ts";
import type { TradingSignals } from "./peer-packages.ts";

/** Takes a candle into all ten of one symbol; `replace`: it is the forming candle again. Returns the lines as they stand. */
export type Step = (candle: IndicatorCandle, replace: boolean) => Readonly<Partial<Record<Line, number | null | undefined>>>;

export function tradingSignalsSet(library: TradingSignals): Step {
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
