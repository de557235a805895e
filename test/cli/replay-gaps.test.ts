import { afterAll, describe, expect, test } from "vitest";
import { type Line, closed, diff, noted, opened, snapshot } from "./recording.ts";
import { foldLines, spot, live, NOTHING, UNREADABLE } from "./replayed-lines.ts";
import { Workbench } from "./tapedeck.ts";

const bench = new Workbench();
afterAll(() => bench.dispose());

const fold = (lines: readonly Line[], venue?: string) => foldLines(bench, lines, venue);

describe("gaps", { timeout: 60_000 }, () => {
  test("a hole in the ids is one entry from the frame that showed it to the one after which the book is live", () => {
    const lost = [...live, spot(10, 11), spot(12), spot(20), snapshot({ id: 12 })];
    const open = fold(lost);
    expect(open.btc).toMatchObject({ quality: "gap", epoch: 1, resyncs: 0, gaps: [{ fromRx: 3, toRx: null, cause: "sequence" }], ...UNREADABLE });
    expect(open.ledger).toEqual({ ...NOTHING, received: 6, applied: 2, stale: 3, buffered: 1 });
    const { btc } = fold([...lost, snapshot({ id: 21 }), spot(21, 22)]);
    expect(btc).toMatchObject({ quality: "live", reason: null, epoch: 2, resyncs: 1, gaps: [{ fromRx: 3, toRx: 8, cause: "sequence" }] });
  });

  test("a gap in one symbol never touches another", () => {
    const eth = (first: number): Line => diff({ symbol: "ETHUSDT", first, last: first });
    const { instruments } = fold([...live, snapshot({ symbol: "ETHUSDT", id: 5 }), eth(6), spot(10), eth(7)]);
    expect(instruments["binance:BTCUSDT"]?.quality).toBe("gap");
    expect(instruments["binance:ETHUSDT"]).toMatchObject({ quality: "live", gaps: [], lastUpdateId: 7 });
  });

  test("a break between buffered diffs that the snapshot makes stale is no gap", () => {
    expect(fold([spot(1, 2), spot(4, 5), spot(8, 9), snapshot({ id: 8 })]).btc).toMatchObject({
      quality: "live",
      gaps: [],
      deltas: { applied: 1, stale: 2 },
    });
  });

  test("a break between buffered diffs beyond the snapshot is a loss that the later diff showed, and the book is not readable", () => {
    expect(fold([spot(6, 8), spot(10, 11), snapshot({ id: 5 })]).btc).toMatchObject({
      quality: "gap",
      gaps: [{ fromRx: 2, toRx: null, cause: "sequence" }],
      ...UNREADABLE,
    });
  });

  test("close makes its connection's books down, and them alone; the loss ends when the book is live again", () => {
    const other = { first: 6, last: 8, symbol: "ETHUSDT" };
    const lines = [opened("ws"), opened("ws2"), ...live, snapshot({ symbol: "ETHUSDT", id: 5 }), diff(other, "ws2"), closed("ws")];
    const { ledger, btc, instruments } = fold(lines);
    expect(ledger).toEqual({ ...NOTHING, received: 7, applied: 4, control: 3 });
    expect(btc).toMatchObject({ quality: "down", gaps: [{ fromRx: 7, toRx: null, cause: "disconnect" }], ...UNREADABLE });
    expect(instruments["binance:ETHUSDT"]).toMatchObject({ quality: "live", gaps: [] });
    const back = fold([...lines, opened("ws"), spot(20, 21), snapshot({ id: 20 })]);
    expect(back.btc).toMatchObject({ quality: "live", epoch: 2, resyncs: 1, gaps: [{ fromRx: 7, toRx: 10, cause: "disconnect" }] });
  });

  test("a first open of a connection changes no book", () => {
    expect(fold([...live, opened(), spot(9)]).btc).toMatchObject({ quality: "live", gaps: [], lastUpdateId: 9 });
  });

  test("crossed and locked books are not readable from the frame that showed it", () => {
    for (const price of ["20", "25"]) {
      const { btc } = fold([...live, spot(9, 9, { bids: [[price, "1"]], asks: [] }), spot(10)]);
      expect(btc).toMatchObject({ quality: "gap", gaps: [{ fromRx: 3, toRx: null, cause: "crossed" }], ...UNREADABLE });
    }
  });

  test("bids and asks that pass each other within one message cross nothing", () => {
    const { btc } = fold([
      ...live,
      spot(9, 9, {
        bids: [["30", "1"]],
        asks: [
          ["20", "0"],
          ["21", "0"],
          ["31", "2"],
        ],
      }),
    ]);
    expect(btc).toMatchObject({ quality: "live", gaps: [], bidLevels: 3, askLevels: 1 });
  });

  test("a malformed diff is a loss of its book, and the ones after it wait", () => {
    const { ledger, btc } = fold([...live, spot(9, 9, { bids: [["NaN", "1"]] }), spot(10)]);
    expect(ledger).toEqual({ ...NOTHING, received: 4, applied: 2, buffered: 1, rejected: { malformed: 1 } });
    expect(btc).toMatchObject({ quality: "gap", gaps: [{ fromRx: 3, toRx: null, cause: "malformed" }], ...UNREADABLE });
  });

  test("more waiting diffs than the buffer holds, which are at least 10,000, are rejected as overflow; fewer all wait", () => {
    const many = (count: number): Line[] => Array.from({ length: count }, (_, n) => spot(100 + n, 100 + n, { bids: [], asks: [] }));
    expect(fold(many(10_000)).ledger).toEqual({ ...NOTHING, received: 10_000, buffered: 10_000 });
    const { ledger, btc } = fold(many(25_000));
    expect(ledger.rejected["overflow"]).toBeGreaterThanOrEqual(10_000);
    expect(ledger).toEqual({ ...NOTHING, received: 25_000, buffered: ledger.buffered, rejected: { overflow: 25_000 - ledger.buffered } });
    expect(btc.gaps).toEqual([{ fromRx: expect.any(Number) as unknown, toRx: null, cause: "overflow" }]);
  });

  test("what the feed writes down is control: a gap is a loss from its frame on, a stale book waits for its stream, a request changes nothing", () => {
    const instrument = "binance:BTCUSDT";
    const gap = fold([...live, noted("gap", { instrument, cause: "overflow" }), spot(9)]);
    expect(gap.ledger).toEqual({ ...NOTHING, received: 4, applied: 2, control: 1, buffered: 1 });
    expect(gap.btc).toMatchObject({ quality: "gap", gaps: [{ fromRx: 3, toRx: null, cause: "overflow" }], ...UNREADABLE });
    expect(fold([...live, noted("gap", { cause: "disconnect" }), closed()]).btc).toMatchObject({
      quality: "down",
      gaps: [{ fromRx: 3, toRx: null, cause: "disconnect" }],
    });
    expect(fold([...live, noted("stale", { instrument })]).btc).toMatchObject({ quality: "stale", gaps: [], ...UNREADABLE });
    expect(fold([...live, noted("stale", { instrument }), spot(9)]).btc).toMatchObject({ quality: "live", epoch: 1, gaps: [], lastUpdateId: 9 });
    expect(fold([...live, noted("request", { instrument }), spot(9)]).btc).toMatchObject({ quality: "live", lastUpdateId: 9 });
  });
});
