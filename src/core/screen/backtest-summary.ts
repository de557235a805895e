import type { Backtest } from "./backtest.ts";

/** What came of many entries; null where there is none. Returns and drawdowns are fractions. */
export interface BacktestSummary {
  readonly candles: number;
  readonly unknown: number;
  readonly entries: number;
  readonly unfinished: number;
  readonly broken: number;
  readonly meanReturn: number | null;
  readonly medianReturn: number | null;
  readonly bestReturn: number | null;
  readonly worstReturn: number | null;
  /** Share of the returns that are above 0. */
  readonly hitRate: number | null;
  /** Of all entries, the worst fall while held. */
  readonly maxDrawdown: number | null;
}

/** Sums up one symbol's backtest, or those of many. */
export function summarise(backtests: readonly Backtest[]): BacktestSummary {
  const total = (of: (backtest: Backtest) => number): number => backtests.reduce((sum, backtest) => sum + of(backtest), 0);
  const entries = backtests.flatMap((backtest) => backtest.entries);
  const returns = entries.map(({ forwardReturn }) => forwardReturn).sort((a, b) => a - b);
  const count = returns.length;
  const some = count > 0;
  const middle = ((returns[(count - 1) >> 1] ?? 0) + (returns[count >> 1] ?? 0)) / 2;
  return {
    candles: total(({ candles }) => candles),
    unknown: total(({ unknown }) => unknown),
    entries: count,
    unfinished: total(({ unfinished }) => unfinished),
    broken: total(({ broken }) => broken),
    meanReturn: some ? returns.reduce((sum, value) => sum + value, 0) / count : null,
    medianReturn: some ? middle : null,
    bestReturn: returns.at(-1) ?? null,
    worstReturn: returns[0] ?? null,
    hitRate: some ? returns.filter((value) => value > 0).length / count : null,
    maxDrawdown: some ? Math.max(...entries.map(({ drawdown }) => drawdown)) : null,
  };
}
