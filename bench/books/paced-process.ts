import { CONTESTANTS } from "./contestants.ts";
import { MarketFile } from "./market-file.ts";

/**
 * Gives Tapedeck's books their messages at a fixed pace, by the clock and not by how fast they take them, and watches the queue.
 * Arguments: messages a second, the file, its symbols. Prints {@link Paced}.
 */
export interface Paced {
  readonly offeredPerSecond: number;
  /** The most that waited at once, and the longest that 999 of 1,000 messages waited until they were applied, in microseconds. */
  readonly mostWaiting: number;
  readonly p999WaitUs: number;
  /** Messages that still waited at the end. */
  readonly leftWaiting: number;
  /** The part of the time that was spent with messages; the rest was spent waiting for the next. */
  readonly busy: number;
}

const [rate = "", file = "", ...symbols] = process.argv.slice(2);
const perMs = Number(rate) / 1_000;
const make = CONTESTANTS["tapedeck"];
if (make === undefined) throw new Error("there is no contestant tapedeck");
const market = new MarketFile(file, symbols);
const warm = make(symbols);
market.begin(warm);
market.play(warm, Math.min(30_000, market.count));

const books = make(symbols);
market.begin(books);
globalThis.gc?.();
const waits = new Float64Array(market.count);
let mostWaiting = 0;
let done = 0;
let busyMs = 0;
const started = performance.now();
const endMs = market.count / perMs;
let now = 0;
while (now < endMs && done < market.count) {
  const due = Math.min(market.count, Math.floor(now * perMs));
  mostWaiting = Math.max(mostWaiting, due - done);
  const from = now;
  while (done < due) {
    market.step(books, done);
    now = performance.now() - started;
    waits[done] = (now - done / perMs) * 1_000;
    done++;
  }
  busyMs += now - from;
  now = performance.now() - started;
}
const paced: Paced = {
  offeredPerSecond: Number(rate),
  mostWaiting,
  p999WaitUs: waits.subarray(0, done).sort()[Math.floor(done * 0.999)] ?? 0,
  leftWaiting: Math.floor(Math.min(now, endMs) * perMs) - done,
  busy: busyMs / now,
};
process.stdout.write(JSON.stringify(paced));
