import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KRAKEN_CHECKSUM } from "../../../src/core/book/checksum.ts";
import type { SequencePolicy } from "../../../src/core/book/sequence-policy.ts";
import { BOOK_DIALECTS, type BookDialect } from "../../../src/simulator/faulty-line/book-dialect.ts";
import { FaultyLine } from "../../../src/simulator/faulty-line/faulty-line.ts";

const seed = Date.now() & 0x7fffffff;
/** Over all dialects together 105,000. */
const SCHEDULES = 15_000;

/** What happens on a line, step by step. */
const schedule = fc.uint32Array({ minLength: 8, maxLength: 40 });

interface Hunt {
  /** Steps after which the book could be read. */
  readonly readable: number;
  readonly found: string | null;
}

function hunt(dialect: BookDialect, numRuns: number): Hunt {
  let readable = 0;
  const outcome = fc.check(
    fc.property(schedule, (steps) => {
      const line = new FaultyLine(dialect);
      for (const step of steps) line.step(step);
      readable += line.readable;
      if (line.lie !== null) throw new Error(line.lie);
      if (!line.recover()) throw new Error("not live again, though nothing is lost any more");
      if (line.lie !== null) throw new Error(line.lie);
    }),
    { seed, numRuns },
  );
  const cause = outcome.errorInstance instanceof Error ? outcome.errorInstance.message : String(outcome.errorInstance);
  return { readable, found: outcome.failed ? `${cause}\n${fc.defaultReportMessage(outcome)}` : null };
}

function dialect(name: string, change: Partial<SequencePolicy> = {}, rest: Partial<BookDialect> = {}): BookDialect {
  const found = BOOK_DIALECTS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no dialect ${name}`);
  return { ...found, ...rest, policy: { ...found.policy, ...change } };
}

describe("a book on a line where messages are lost, repeated, reordered, garbled and cut, and snapshots come late, early or never", () => {
  test.each(BOOK_DIALECTS)(
    `is live and true, or not readable, and in the end live, where it is proven by $name (${SCHEDULES} schedules, seed ${seed})`,
    (one) => {
      const { readable, found } = hunt(one, SCHEDULES);
      expect(found).toBeNull();
      expect(readable).toBeGreaterThan(SCHEDULES); // it was tested on books that could be read
    },
    60_000,
  );

  test.each<[string, BookDialect]>([
    ["sees no break in ids that step", dialect("steps", { follows: () => true })],
    ["takes old ids for new ones", dialect("steps", { repeats: () => false, follows: () => true })],
    ["sees no break in a chain of ids", dialect("chain", { follows: () => true })],
    ["compares no checksum", dialect("checksum of all levels", { checksum: null })],
    ["compares a checksum of the best level only", dialect("checksum of all levels", { checksum: { ...KRAKEN_CHECKSUM, levels: 1 } })],
    ["sees no break in the numbers of the connection", dialect("connection numbers", {}, { connectionNumbers: false })],
    ["takes any diff as the one that continues a snapshot", dialect("spot", { bridges: () => true })],
    ["takes futures for spot", dialect("futures", { follows: ({ first }, last) => first > last })],
  ])(
    `catches the mutant that %s (seed ${seed})`,
    (_name, mutant) => {
      expect(hunt(mutant, 3_000).found).toMatch(/not the true book/);
    },
    60_000,
  );
});
