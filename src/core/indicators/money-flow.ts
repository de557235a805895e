/**
 * Volume of a candle signed by where it closed: all of it at the high, none in the middle, less all of it at the low; 0 where the candle
 * has no range (M. Chaikin).
 */
export function moneyFlow(high: number, low: number, close: number, volume: number): number {
  return high > low ? ((close - low - (high - close)) / (high - low)) * volume : 0;
}
