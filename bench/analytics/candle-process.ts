import { CANDLE_CONTESTANTS } from "./candle-contestants.ts";
import { exactCandles, type ExactCandle, tradeMarket } from "./trade-market.ts";

/**
 * Measures one maker of candles in a process of its own. Arguments: its name, how many trades. Prints a {@link CandleSample}; throws where
 * a candle is not the true one.
 */
export interface CandleSample {
  /** By the time of the processor; the best of the passes. */
  readonly tradesPerSecond: number;
  readonly candles: number;
  /** Figures of each candle that were compared and found equal, and whether as decimals or within 1e-9. */
  readonly figures: number;
  readonly exact: boolean;
}

const PASSES = 3;
const [name = "", trades = ""] = process.argv.slice(2);
const run = CANDLE_CONTESTANTS[name];
if (run === undefined) throw new Error(`there is no contestant ${name}`);
const market = tradeMarket(Number(trades));
let found: ExactCandle[] = run(market);
const seconds = Array.from({ length: PASSES }, () => {
  const before = process.cpuUsage();
  found = run(market);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
});

const truth = new Map(exactCandles(Number(trades)).map((candle) => [`${candle[0]} ${candle[1]}`, candle]));
let figures = 0;
let exact = true;
for (const candle of found) {
  const expected = truth.get(`${candle[0]} ${candle[1]}`);
  if (expected === undefined) throw new Error(`${name} has a candle that is none: ${candle.join(" ")}`);
  const compared = candle.slice(2).filter((figure, n) => {
    const right = expected[n + 2] as string;
    if (figure === "") return false;
    if (figure !== right) exact = false;
    if (Math.abs(Number(figure) - Number(right)) > 1e-9 * Number(right)) throw new Error(`${name}: ${candle.join(" ")} is ${expected.join(" ")}`);
    return true;
  });
  figures = compared.length;
}
// A bar in the making that is never given out is the one of each symbol that may be absent.
const symbols = new Set(Array.from(truth.values(), ([symbol]) => symbol)).size;
if (found.length < truth.size - symbols) throw new Error(`${name} found ${found.length} of ${truth.size} candles`);

const sample: CandleSample = { tradesPerSecond: market.ends.length / Math.min(...seconds), candles: found.length, figures, exact };
process.stdout.write(JSON.stringify(sample));
