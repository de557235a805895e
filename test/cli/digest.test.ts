import { afterAll, describe, expect, test } from "vitest";
import { Dice, randomRecording } from "./market.ts";
import { type Line, diff, opened, rawJsonl, snapshot, trade } from "./recording.ts";
import { type ReplayReport, Workbench } from "./tapedeck.ts";

const bench = new Workbench();
afterAll(() => bench.dispose());

const SEED = 20_240_808;
const { venue, lines: recording } = randomRecording(SEED, 120);
const lines = rawJsonl(recording);
const tape = bench.importLines("random", venue, lines);
const whole = bench.replay(tape);

/** All of a report but its pace. */
function said(report: ReplayReport): ReplayReport {
  return { ...report, framesPerSecond: 0 };
}

describe(`the digest (recording of seed ${SEED})`, { timeout: 120_000 }, () => {
  test("nothing of a report depends on the number of workers", () => {
    for (const workers of ["1", "2", "4", "7"]) expect(said(bench.replay(tape, "--workers", workers))).toEqual(said(whole));
  });

  test("nothing of a report depends on the speed", () => {
    // A hundred milliseconds of receive time at 50 times the pace.
    for (const args of [
      ["--speed", "50"],
      ["--speed", "1000"],
      ["--speed", "max"],
      ["--speed", "200", "--workers", "2"],
      ["--speed", "1000", "--workers", "4"],
    ]) {
      expect([args, said(bench.replay(tape, ...args))]).toEqual([args, said(whole)]);
    }
  });

  test("an import of the first RX lines gives the frames and the digest of --until RX", () => {
    const dice = new Dice(SEED);
    for (const rx of [1, 2, 3, ...Array.from({ length: 12 }, () => 1 + dice.below(lines.length)), lines.length]) {
      const until = bench.replay(tape, "--until", String(rx));
      const first = bench.fold(venue, lines.slice(0, rx));
      expect([rx, said(until)]).toEqual([rx, said(first)]);
      expect(until.frames).toBe(rx);
    }
  });

  test("--until beyond the end is the end, and before the first frame nothing", () => {
    expect(said(bench.replay(tape, "--until", "999999"))).toEqual(said(whole));
    expect(bench.replay(tape, "--until", "0")).toMatchObject({ frames: 0, ledger: { received: 0 }, instruments: {} });
  });

  test("key order and white space change nothing", () => {
    const dice = new Dice(SEED);
    const rewritten = recording.map((line) => ({ ...line, data: rewrite(line, dice) }));
    expect(rewritten).not.toEqual(recording);
    expect(said(bench.fold(venue, rawJsonl(rewritten)))).toEqual(said(whole));
  });

  test("zeros at the end of prices and quantities change nothing, because values alone count", () => {
    const plain = [
      snapshot({ id: 5, bids: [["9", "1"]] }),
      diff({ first: 6, last: 8, bids: [["10", "2"]] }),
      trade({ id: 1, price: "15", qty: "1" }),
    ];
    const padded = [
      snapshot({ id: 5, bids: [["9.000", "1.0"]] }),
      diff({ first: 6, last: 8, bids: [["10.00000000", "2.0000000000"]] }),
      trade({ id: 1, price: "15.0", qty: "1.00000000" }),
    ];
    expect(said(bench.fold("binance", rawJsonl(padded)))).toEqual(said(bench.fold("binance", rawJsonl(plain))));
  });

  const base = [
    opened(),
    snapshot({ id: 5 }),
    diff({ first: 6, last: 8 }),
    trade({ id: 1 }),
    trade({ id: 2, tradeMs: 200_000 }),
    diff({ first: 9, last: 9, bids: [] }),
  ];
  test.each([
    ["one level's quantity", base.with(2, diff({ first: 6, last: 8, bids: [["10", "1.00000001"]] }))],
    [
      "one level",
      base.with(
        2,
        diff({
          first: 6,
          last: 8,
          bids: [
            ["10", "1"],
            ["1", "1"],
          ],
        }),
      ),
    ],
    ["one level 40 digits long", base.with(2, diff({ first: 6, last: 8, bids: [["10", `1.${"0".repeat(39)}1`]] }))],
    ["one trade less", base.toSpliced(4, 1)],
    ["one trade's price", base.with(3, trade({ id: 1, price: "15.01" }))],
    ["one trade's side", base.with(3, trade({ id: 1, buyerIsMaker: true }))],
    ["one trade's minute", base.with(3, trade({ id: 1, tradeMs: 61_000 }))],
    ["the update id", base.with(5, diff({ first: 9, last: 10, bids: [] }))],
  ])("it differs where %s differs", (_, changed: Line[]) => {
    expect(bench.fold("binance", rawJsonl(changed)).digest).not.toBe(bench.fold("binance", rawJsonl(base)).digest);
  });
});

/** The same JSON value, its members in another order and space wherever JSON allows it. */
function rewrite({ data }: Line, dice: Dice): string {
  try {
    return write(JSON.parse(data), dice);
  } catch (error) {
    if (error instanceof SyntaxError) return data;
    throw error;
  }
}

function write(value: unknown, dice: Dice): string {
  const space = (): string => dice.pick(["", "", " ", "\n\t"]);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inside = Array.isArray(value)
    ? value.map((item) => space() + write(item, dice) + space())
    : Object.entries(value)
        .toSorted(() => dice.next() - 0.5)
        .map(([key, item]) => `${space()}${JSON.stringify(key)}${space()}:${space()}${write(item, dice)}${space()}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${space()}${open}${inside.join(",")}${close}${space()}`;
}
