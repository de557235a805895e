import { splitInstrumentId } from "./instrument.ts";
import type { MarketListing } from "./market-listing.ts";

/** How well a text names a market, best first. */
const EXACT = 0;
const PREFIX = 1;
const WORD_START = 2;
const SUBSEQUENCE = 3;
const NONE = 4;

/**
 * The markets a typed text may mean, best first: whole name, then its beginning, then the beginning of one of its words (`usdt` of
 * `BTC/USDT`), then its letters in that order with others between (`btusd`). Case, blanks and separators do not matter. Among equals
 * what trades comes before what does not, then the shorter name, then the alphabet. An empty text finds nothing.
 */
export function searchMarkets(markets: readonly MarketListing[], text: string, limit: number): MarketListing[] {
  const wanted = lettersOf(text);
  if (wanted === "") return [];
  const found: { readonly market: MarketListing; readonly rank: number }[] = [];
  for (const market of markets) {
    const names = [market.symbol, splitInstrumentId(market.instrument).symbol];
    const rank = Math.min(...names.map((name) => rankOf(name, wanted)));
    if (rank < NONE) found.push({ market, rank });
  }
  const byAlphabet = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
  found.sort(
    (a, b) =>
      a.rank - b.rank ||
      Number(a.market.active === false) - Number(b.market.active === false) ||
      a.market.symbol.length - b.market.symbol.length ||
      byAlphabet(a.market.symbol, b.market.symbol) ||
      byAlphabet(a.market.instrument, b.market.instrument),
  );
  return found.slice(0, limit).map(({ market }) => market);
}

function rankOf(name: string, wanted: string): number {
  const letters = lettersOf(name);
  if (letters === wanted) return EXACT;
  if (letters.startsWith(wanted)) return PREFIX;
  const words = name.split(SEPARATORS);
  if (words.some((_, at) => at > 0 && lettersOf(words.slice(at).join("")).startsWith(wanted))) return WORD_START;
  return isSubsequence(letters, wanted) ? SUBSEQUENCE : NONE;
}

const SEPARATORS = /[^\p{L}\p{N}]+/u;

function lettersOf(text: string): string {
  return text.split(SEPARATORS).join("").toUpperCase();
}

function isSubsequence(letters: string, wanted: string): boolean {
  let at = 0;
  for (const letter of wanted) {
    at = letters.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
