import { BOOK_DIALECTS, type BookDialect } from "../../src/simulator/faulty-line/book-dialect.ts";
import { FaultyLine } from "../../src/simulator/faulty-line/faulty-line.ts";
import { Random } from "../../src/simulator/random.ts";

/** Steps of one schedule: long enough for ids to begin anew, and for books to be lost and found many times. */
const STEPS = 400;

interface Row {
  readonly schedules: number;
  readonly deltas: number;
  /** Steps after which the book could be read, and was compared with the true one. */
  readonly compared: number;
  /** How often it was live or unverified and another. */
  readonly silentDivergences: number;
  /** How often it was not live again once all faults were over. */
  readonly neverBack: number;
}

/** Simulated books on lines with all faults on, for every rule by which a book can be proven; each schedule has a seed of its own. */
export function truthBench(deltas: number): { readonly data: object; readonly text: string } {
  const seed = String(Date.now());
  const share = Math.ceil(deltas / BOOK_DIALECTS.length);
  const dialects = Object.fromEntries(BOOK_DIALECTS.map((dialect) => [dialect.name, run(dialect, share, seed)]));
  const rows = Object.values(dialects);
  const total = (key: keyof Row): number => rows.reduce((sum, row) => sum + row[key], 0);
  const data = { seed, deltas: total("deltas"), compared: total("compared"), silentDivergences: total("silentDivergences"), neverBack: total("neverBack"), dialects }; // prettier-ignore
  const lines = Object.entries(dialects).map(([name, row]) => `${name}: ${row.deltas} deltas, ${row.compared} compared, ${row.silentDivergences} silent divergences`); // prettier-ignore
  return { data, text: `${[...lines, `in all ${data.deltas} deltas, ${data.silentDivergences} silent divergences (seed ${seed})`].join("\n")}\n` };
}

function run(dialect: BookDialect, share: number, seed: string): Row {
  const sum = { schedules: 0, deltas: 0, compared: 0, silentDivergences: 0, neverBack: 0 };
  while (sum.deltas < share) {
    const random = new Random(`${seed}/${dialect.name}/${sum.schedules++}`);
    const line = new FaultyLine(dialect);
    for (let step = 0; step < STEPS; step++) line.step(random.uint32());
    if (!line.recover()) sum.neverBack++;
    if (line.lie !== null) {
      sum.silentDivergences++;
      process.stderr.write(`${line.lie} (schedule ${sum.schedules - 1})\n`);
    }
    sum.deltas += line.diffs;
    sum.compared += line.readable;
  }
  return sum;
}
