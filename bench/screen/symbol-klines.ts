const MINUTE_MS = 60_000;
const CANDLES = 1_000;
const FIRST_MS = Date.UTC(2026, 0, 1);

/** When the last of them has ended, Unix ms. */
export const ENDED_MS = FIRST_MS + CANDLES * MINUTE_MS;

const ready = new Map<string, string>();

/** 1,000 klines of a symbol as Binance's REST answers them: a walk that its name alone decides. */
export function symbolKlines(symbol: string): string {
  const known = ready.get(symbol) ?? makeKlines(symbol);
  ready.set(symbol, known);
  return known;
}

function makeKlines(symbol: string): string {
  let state = 0;
  for (let at = 0; at < symbol.length; at++) state = (Math.imul(state, 31) + symbol.charCodeAt(at)) | 0;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  for (let warm = 0; warm < 8; warm++) next();
  let close = 100;
  const rows = Array.from({ length: CANDLES }, (_, minute) => {
    const open = close;
    close = Math.max(1, open * (1 + 0.004 * (next() - 0.5)));
    const [high, low] = [Math.max(open, close) * (1 + 0.001 * next()), Math.min(open, close) * (1 - 0.001 * next())];
    const volume = 1 + 9 * next();
    const text = (value: number): string => value.toFixed(4);
    const openMs = FIRST_MS + minute * MINUTE_MS;
    return [openMs, text(open), text(high), text(low), text(close), text(volume), openMs + MINUTE_MS - 1, text(volume * close), 7, text(volume / 2), text((volume * close) / 2), "0"]; // prettier-ignore
  });
  return JSON.stringify(rows);
}
