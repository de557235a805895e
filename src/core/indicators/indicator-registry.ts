import { accumulationDistribution } from "./accumulation-distribution.ts";
import { adx } from "./adx.ts";
import { anchoredVwap } from "./anchored-vwap.ts";
import { aroon } from "./aroon.ts";
import { atr } from "./atr.ts";
import { bollinger } from "./bollinger.ts";
import { cci } from "./cci.ts";
import { cmf } from "./cmf.ts";
import { cvd } from "./cvd.ts";
import { dema } from "./dema.ts";
import { donchian } from "./donchian.ts";
import { ema } from "./ema.ts";
import { hma } from "./hma.ts";
import { ichimoku } from "./ichimoku.ts";
import type { IndicatorDefinition } from "./indicator.ts";
import { kama } from "./kama.ts";
import { keltner } from "./keltner.ts";
import { linearRegression } from "./linear-regression.ts";
import { macd } from "./macd.ts";
import { mfi } from "./mfi.ts";
import { momentum } from "./momentum.ts";
import { natr } from "./natr.ts";
import { obv } from "./obv.ts";
import { parabolicSar } from "./parabolic-sar.ts";
import { pivotPoints } from "./pivot-points.ts";
import { ppo } from "./ppo.ts";
import { roc } from "./roc.ts";
import { rsi } from "./rsi.ts";
import { sma } from "./sma.ts";
import { standardDeviation } from "./standard-deviation.ts";
import { stochasticRsi } from "./stochastic-rsi.ts";
import { stochastic } from "./stochastic.ts";
import { superTrend } from "./super-trend.ts";
import { tema } from "./tema.ts";
import { volumeProfile } from "./volume-profile.ts";
import { vwap } from "./vwap.ts";
import { williamsR } from "./williams-r.ts";
import { wma } from "./wma.ts";
import { zScore } from "./z-score.ts";

/** Every indicator over candles, in the order a picker lists them. */
export const INDICATORS: readonly IndicatorDefinition[] = [
  sma,
  ema,
  wma,
  dema,
  tema,
  hma,
  kama,
  vwap,
  anchoredVwap,
  volumeProfile,
  bollinger,
  keltner,
  donchian,
  ichimoku,
  parabolicSar,
  superTrend,
  pivotPoints,
  linearRegression,
  rsi,
  stochasticRsi,
  stochastic,
  macd,
  ppo,
  roc,
  momentum,
  cci,
  williamsR,
  mfi,
  adx,
  aroon,
  atr,
  natr,
  standardDeviation,
  zScore,
  obv,
  accumulationDistribution,
  cmf,
  cvd,
];

const byName = new Map(INDICATORS.map((definition) => [definition.name, definition]));

/** The indicator of that name, lower case, as an expression writes it; undefined where there is none. */
export function indicatorNamed(name: string): IndicatorDefinition | undefined {
  return byName.get(name);
}
