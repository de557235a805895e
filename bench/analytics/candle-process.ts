import { median } from "../take-turns.ts";
import { CANDLE_CONTESTANTS, type CandleContestant } from "./candle-contestants.ts";
import { exactCandles, type ExactCandle, tradeMarket } from "./trade-market.ts";

/**
 * Measures one maker of candles in a process of its own. Arguments: its name, how many trades. Prints a {@link CandleSample}; throws where
 * a candle is not the true one.
 */
export interface CandleSample {
  /** By the time of the processor, collections of garbage included; the median of the passes. */
  readonly tradesPerSecond: number;
  readonly candles: number;
  /** Figures of each candle that were compared and found equal, and whether as decimals or within 1e-9. */
  readonly figures: number;
  readonly exact: boolean;
}

/** Seconds of the processor's time before anything is measured, and that are measured. */
const WARM_UP_SECONDS = 1;
const MEASURED_SECONDS = 2;

const [name = "", trades = ""] = process.argv.slice(2);
const run = CANDLE_CONTESTANTS[name];
if (run === undefined) throw new Error(`there is no contestant ${name}`);
const market = tradeMarket(Number(trades));
let found: ExactCandle[] = [];

/** Passes over all trades for so many seconds, at least one: what each took. */
function passes(seconds: number): number[] {
  const taken: number[] = [];
  for (let sum = 0; sum < seconds;) {
    const before = process.cpuUsage();
    found = (run as CandleContestant)(market);
    const { user, system } = process.cpuUsage(before);
    const pass = (user + system) / 1e6;
    taken.push(pass);
    sum += pass;
  }
  return taken;
}

passes(WARM_UP_SECONDS);
const seconds = median(passes(MEASURED_SECONDS));

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

const sample: CandleSample = { tradesPerSecond: market.ends.length / seconds, candles: found.length, figures, exact };
process.stdout.write(JSON.stringify(sample));
