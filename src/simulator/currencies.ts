const QUOTES = ["USDT", "USDC", "FDUSD", "BTC", "ETH", "BNB", "EUR", "TRY"];

/** The two currencies that a simulated symbol such as `BTCUSDT` is made of. */
export function currenciesOf(symbol: string): readonly [base: string, quote: string] {
  const quote = QUOTES.find((name) => symbol.endsWith(name) && symbol.length > name.length) ?? symbol.slice(-3);
  return [symbol.slice(0, -quote.length), quote];
}
