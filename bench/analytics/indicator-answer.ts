/** The lines of the ten indicators: SMA 20, EMA 20, RSI 14, MACD 12 26 9, Bollinger 20 2, ATR 14, VWAP, fast stochastic 14 3, ADX 14, OBV. */
export const LINES = ["sma", "ema", "rsi", "macd", "signal", "upper", "middle", "lower", "atr", "vwap", "k", "d", "adx", "obv"] as const;
export type Line = (typeof LINES)[number];

/** What a contestant computed along the candles of one symbol, aligned at the newest; a line it does not have is left out. */
export type Lines = Readonly<Partial<Record<Line, ArrayLike<number>>>>;

/** Every 499th value of each line from the newest back, ten of them where there are as many. */
export type Sampled = Readonly<Partial<Record<Line, readonly number[]>>>;

export function sampleLines(lines: Lines): Sampled {
  return Object.fromEntries(
    Object.entries(lines).map(([line, values]) => {
      const indexes = Array.from({ length: 10 }, (_, n) => values.length - 1 - 499 * n).filter((index) => index >= 0);
      return [line, indexes.map((index) => values[index] as number)];
    }),
  );
}

/**
 * The lines that differ from the reference by more than a millionth of the values. An OBV may be off by a constant: where it
 * starts is a convention.
 */
export function differingLines(own: Sampled, reference: Sampled): Line[] {
  return LINES.filter((line) => {
    const [a, b] = [own[line], reference[line]];
    if (a === undefined || b === undefined) return false;
    const offset = line === "obv" ? (a[0] as number) - (b[0] as number) : 0;
    return a.some((value, n) => !(Math.abs(value - offset - (b[n] as number)) <= 1e-6 * Math.max(1, Math.abs(b[n] as number))));
  });
}
