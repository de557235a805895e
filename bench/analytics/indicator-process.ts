import { BATCH_CONTESTANTS, type BatchContestant } from "./batch-contestants.ts";
import { CANDLES, candleMarket } from "./candle-market.ts";
import { type Sampled, sampleLines } from "./indicator-answer.ts";
import { STREAMING_CONTESTANTS } from "./streaming-contestants.ts";

/**
 * Measures one contestant in a process of its own. Arguments: its name, and `batch`, `append` or `forming`. Prints a {@link Sample}. Times are
 * those of the processor, not of the clock on the wall: what else the machine does falls out, what the garbage collector does is in.
 */
export interface Sample {
  /** Batch: milliseconds for all symbols. Else: microseconds for a candle of one symbol through all ten. The least of the passes. */
  readonly time: number;
  readonly answer: Sampled;
}

const PASSES = 5;
/** Candles each symbol has seen before the streaming passes begin, and those of one pass. */
const SEEN = 7_000;
const PASS_CANDLES = 400;
/** How often a forming candle changes before the next one. */
const TICKS = 4;

const [name = "", mode = ""] = process.argv.slice(2);
const market = candleMarket();

function processorMs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function leastOf(passes: number, run: (pass: number) => void): number {
  return Math.min(...Array.from({ length: passes }, (_, pass) => processorMs(() => run(pass))));
}

function batch(): Sample {
  const contestant = BATCH_CONTESTANTS[name]?.() as BatchContestant<unknown> | undefined;
  if (contestant === undefined) throw new Error(`there is no contestant ${name}`);
  const inputs = market.map((candles) => contestant.prepare(candles));
  for (const input of inputs.slice(0, 5)) contestant.run(input);
  const time = leastOf(PASSES, () => {
    for (const input of inputs) contestant.run(input);
  });
  return { time, answer: sampleLines(contestant.run(inputs[0])) };
}

function streaming(): Sample {
  const make = STREAMING_CONTESTANTS[name];
  if (make === undefined) throw new Error(`there is no contestant ${name}`);
  const symbols = market.map((candles) => make(candles));
  for (let at = 0; at < SEEN; at++) for (const symbol of symbols) symbol.append(at);
  if (mode === "append") {
    const ms = leastOf(PASSES, (pass) => {
      for (let at = SEEN + pass * PASS_CANDLES; at < SEEN + (pass + 1) * PASS_CANDLES; at++) for (const symbol of symbols) symbol.append(at);
    });
    return { time: (ms * 1_000) / (PASS_CANDLES * symbols.length), answer: sampleLines(symbols[0]?.lines() ?? {}) };
  }
  const ticked = PASS_CANDLES / TICKS;
  const ms = leastOf(PASSES, (pass) => {
    for (let at = SEEN + pass * ticked; at < SEEN + (pass + 1) * ticked; at++) {
      for (const symbol of symbols) {
        for (let tick = 1; tick <= TICKS; tick++) symbol.replace?.((at + tick) % CANDLES);
        symbol.append(at);
      }
    }
  });
  // The candle that follows the ticks is part of the cost of each.
  return { time: (ms * 1_000) / (ticked * TICKS * symbols.length), answer: sampleLines(symbols[0]?.lines() ?? {}) };
}

process.stdout.write(JSON.stringify(mode === "batch" ? batch() : streaming()));
