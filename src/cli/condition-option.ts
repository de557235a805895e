import { type Interval, INTERVALS, intervalNamed } from "../core/candles/interval.ts";
import type { Condition } from "../core/screen/expression.ts";
import { ExpressionError } from "../core/screen/expression-error.ts";
import { parseCondition } from "../core/screen/parse-condition.ts";
import { UsageError } from "./command.ts";

/** Reads `--interval` of commands that go by time. */
export function intervalOption(text: string): Interval {
  const interval = intervalNamed(text);
  if (interval === undefined) throw new UsageError(`--interval takes ${INTERVALS.map(({ name }) => name).join(" ")}; not ${JSON.stringify(text)}`);
  return interval;
}

/** Reads a condition; a person at a terminal is shown the place under it. */
export function conditionArgument(text: string, interval: Interval): Condition {
  try {
    return parseCondition(text, interval);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new UsageError(`the condition at character ${error.at + 1}: ${error.message}`, error.caret);
  }
}

/** What `--accept-holes` says, for `--help`. */
export const HOLES_HELP = `  --accept-holes take candles and windows of which trades may be missing as they are, for venues that number no trades
                 (Bybit, Kraken's first API): there nothing is ever proved, and everything would be unknown`;

/** What a condition is made of, for `--help`. */
export const CONDITION_HELP = `A condition compares numbers: < <= > >= == !=, crosses above, crosses below; joined with and, or, not and parentheses.
A number is one such as 30, 2.5 or 1e6, arithmetic with + - * /, or
  close open high low volume quoteVolume takerVolume   of the newest closed candle; close(1h) names an interval
  rsi(14,1h)  macd(12,26,9,4h).signal  sma(50)         an indicator, its parameters, its interval, one of its outputs
  volume24h change1h vwap5m trades1m delta24h ... last a figure of a rolling window (change is in per cent)
  close[1]  rsi(14,1h)[2]                              the value so many candles earlier
Details and every name: docs/screening.md`;
