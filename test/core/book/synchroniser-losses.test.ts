import { describe, expect, test } from "vitest";
import { DiffBuffer } from "../../../src/core/book/diff-buffer.ts";
import { close, depthAnswer, note, open, recv } from "../frames.ts";
import { BookScript, SYMBOL } from "./script.ts";

const live = (venue: string): BookScript => new BookScript(venue).hear(open()).snapshot(100).diff(101, 105);

describe.each(["binance", "binance-usdm"])("a live book of %s", (venue) => {
  test("is down when its connection closes, with a gap from that frame, and live again after open, snapshot and diff", () => {
    const script = live(venue).hear(close());
    expect(script.now).toMatchObject({ quality: "down", reason: "connection ws-1 is closed", bids: [], asks: [], bidLevels: 0, askLevels: 0 });
    expect(script.now.gaps).toEqual([{ fromRx: 4, toRx: null, cause: "disconnect" }]);
    script.hear(open(2));
    expect(script.now).toMatchObject({ quality: "gap" });
    expect(script.now.reason).toBe("disconnect at frame 4; no book update yet");
    script.diff(201, 205);
    expect(script.now.quality).toBe("gap");
    script.snapshot(203);
    expect(script.now).toMatchObject({ quality: "live", reason: null, epoch: 2, resyncs: 1, gaps: [{ fromRx: 4, toRx: 7, cause: "disconnect" }] });
    expect(script.ledger).toEqual({ received: 7, applied: 4, duplicate: 0, stale: 0, buffered: 0, control: 3, rejected: {} });
  });

  test("does not care that another connection closes", () => {
    expect(live(venue).hear(close("ws-2")).now).toMatchObject({ quality: "live", gaps: [] });
  });

  test("that is told of an open without a close lost what came between", () => {
    const script = live(venue).hear(open(2));
    expect(script.now).toMatchObject({ quality: "gap", gaps: [{ fromRx: 4, toRx: null, cause: "disconnect" }] });
  });

  test("that was live before the first recorded open is not touched by it, whichever opening it was", () => {
    for (const epoch of [1, 7])
      expect(new BookScript(venue).snapshot(100).diff(101, 105).hear(open(epoch)).now).toMatchObject({ quality: "live", gaps: [] });
  });

  test("keeps a snapshot that waits across a close, and bridges it with what the next connection sends", () => {
    const script = new BookScript(venue).snapshot(100).diff(90, 95).hear(close());
    expect(script.now).toMatchObject({ quality: "down", gaps: [] }); // never live: nothing was lost
    script.hear(open(2)).diff(99, 105);
    expect(script.now).toMatchObject({ quality: "live", epoch: 1, resyncs: 0, gaps: [] });
  });

  test("drops the diffs that waited on a connection that closed, as stale", () => {
    const script = new BookScript(venue).diff(90, 100).diff(101, 105).hear(close());
    expect(script.ledger).toMatchObject({ stale: 2, buffered: 0, control: 1 });
    script.hear(open(2)).snapshot(103);
    expect(script.now.quality).toBe("syncing");
    expect(script.ledger).toMatchObject({ buffered: 1 });
  });

  test("has one gap for one loss: what breaks meanwhile belongs to it, and it ends with the frame that makes the book live", () => {
    const script = live(venue).diff(110, 115).diff(120, 125).snapshot(50).hear(close(), open(2)).diff(200, 205).diff(300, 305).snapshot(302);
    expect(script.now).toMatchObject({ quality: "live", epoch: 2, resyncs: 1, gaps: [{ fromRx: 4, toRx: 11, cause: "sequence" }] });
    script.diff(400, 405);
    expect(script.now.gaps).toEqual([
      { fromRx: 4, toRx: 11, cause: "sequence" },
      { fromRx: 12, toRx: null, cause: "sequence" },
    ]);
  });

  test.each([
    ["crossed", "101.5 1", ""],
    ["crossed by an ask", "", "98.5 1"],
    ["locked", "101 1", ""],
  ])("that a diff leaves %s is refused, and a gap from that frame", (_name, bids, asks) => {
    const script = live(venue).diff(106, 107, { bids, asks });
    expect(script.now).toMatchObject({ quality: "gap", bids: [], asks: [], gaps: [{ fromRx: 4, toRx: null, cause: "crossed" }] });
    expect(script.now.reason).toBe("crossed at frame 4; the best bid met the best ask after update 106..107; no book update yet");
    expect(script.ledger).toMatchObject({ applied: 2, rejected: { crossed: 1 } });
    script.diff(108, 110).snapshot(109);
    expect(script.now).toMatchObject({ quality: "live", resyncs: 1, gaps: [{ fromRx: 4, toRx: 6, cause: "crossed" }] });
  });

  test("is not crossed by a diff that moves both sides at once", () => {
    const script = live(venue).diff(106, 107, { bids: "101 4", asks: "101 0, 102 0, 103 1" });
    expect(script.now).toMatchObject({ quality: "live", bids: [["101", "4"], ["99", "1"], ["98", "2"]], asks: [["103", "1"]] }); // prettier-ignore
  });

  test.each([
    ["that is no JSON", '{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":17'],
    [
      "of a quantity that is no number",
      `{"stream":"x","data":{"e":"depthUpdate","E":1,"s":"${SYMBOL}","U":106,"u":107,"pu":105,"b":[["99","NaN"]],"a":[]}}`,
    ],
    ["without its ids", `{"stream":"x","data":{"e":"depthUpdate","E":1,"s":"${SYMBOL}","b":[],"a":[]}}`],
    ["whose ids run backwards", `{"stream":"x","data":{"e":"depthUpdate","E":1,"s":"${SYMBOL}","U":108,"u":106,"pu":105,"b":[],"a":[]}}`],
    ["of a negative price", `{"stream":"x","data":{"e":"depthUpdate","E":1,"s":"${SYMBOL}","U":106,"u":107,"pu":105,"b":[["-99","1"]],"a":[]}}`],
  ])("that meets a depth message %s has a gap from that frame", (_name, text) => {
    const script = live(venue).hear(recv(text));
    expect(script.now).toMatchObject({ quality: "gap", bids: [], gaps: [{ fromRx: 4, toRx: null, cause: "malformed" }] });
    expect(script.ledger).toMatchObject({ rejected: { malformed: 1 } });
  });

  test("does not mind a malformed message that is not about its depth, nor one of another instrument", () => {
    const script = live(venue).hear(
      recv(`{"stream":"btcusdt@trade","data":{"e":"trade","s":"${SYMBOL}"}}`),
      recv('{"stream":"ethusdt@depth","data":{"e":"depthUpdate","s":"ETHUSDT"}}'),
      recv('{"stream":"btcusdt@trade","da'),
      recv("\u0000"),
      depthAnswer(SYMBOL, "<html>503</html>"),
    );
    expect(script.now).toMatchObject({ quality: "live", gaps: [] });
    expect(script.ledger).toMatchObject({ rejected: { malformed: 5 } });
  });

  test("that the feed knows it lost something of has a gap; a message about another instrument does not touch it", () => {
    const other = note("gap", { instrument: `${venue}:ETHUSDT`, cause: "overflow" });
    const script = live(venue).hear(other);
    expect(script.now.quality).toBe("live");
    script.hear(note("gap", { instrument: script.id, cause: "overflow" }));
    expect(script.now).toMatchObject({ quality: "gap", gaps: [{ fromRx: 5, toRx: null, cause: "overflow" }] });
    const whole = live(venue).hear(note("gap", { cause: "disconnect" }));
    expect(whole.now).toMatchObject({ quality: "gap", gaps: [{ fromRx: 4, toRx: null, cause: "disconnect" }] });
    expect(live(venue).hear(note("gap", { cause: "boredom" })).ledger).toMatchObject({ rejected: { malformed: 1 } });
  });

  test("is stale, and not read, while the feed hears nothing; the next diff in sequence makes it live without a gap", () => {
    const script = live(venue).hear(note("stale", { instrument: `${venue}:${SYMBOL}` }));
    expect(script.now).toMatchObject({ quality: "stale", bids: [], gaps: [], reason: "no update although the stream should speak" });
    expect(script.diff(106, 106).now).toMatchObject({ quality: "live", gaps: [], epoch: 1 });
  });
});

describe.each(["binance", "binance-usdm"])("an unsynchronised book of %s", (venue) => {
  test("refuses a crossed or locked snapshot, and waits for a better one", () => {
    for (const [bids, asks] of [
      ["99 1, 102 1", "101 1"],
      ["101 1", "101 1"],
    ] as const) {
      const script = new BookScript(venue).diff(99, 105).snapshot(100, bids, asks);
      expect(script.now).toMatchObject({ quality: "syncing", bids: [], gaps: [] });
      expect(script.ledger).toMatchObject({ rejected: { crossed: 1 }, buffered: 1 });
      expect(script.snapshot(100).now).toMatchObject({ quality: "live", lastUpdateId: 105 });
    }
  });

  test("that waiting diffs cross has a gap from the diff that did it", () => {
    const script = new BookScript(venue).diff(99, 105).diff(106, 107, { bids: "105 1" }).diff(108, 109).snapshot(100);
    expect(script.now).toMatchObject({ quality: "gap", bids: [], gaps: [{ fromRx: 2, toRx: null, cause: "crossed" }] });
    expect(script.ledger).toMatchObject({ applied: 2, buffered: 1, rejected: { crossed: 1 } });
  });

  test("holds 10,000 diffs; one more empties the buffer as rejected overflow and is a gap", () => {
    const script = new BookScript(venue);
    const bound = DiffBuffer.BOUND;
    expect(bound).toBeGreaterThanOrEqual(10_000);
    for (let n = 1; n <= bound; n++) script.diff(n, n);
    expect(script.ledger).toMatchObject({ buffered: bound, rejected: {} });
    expect(script.now).toMatchObject({ quality: "syncing", reason: `${bound} updates wait for a snapshot`, gaps: [] });
    script.diff(bound + 1, bound + 1);
    expect(script.ledger).toMatchObject({ received: bound + 1, buffered: 1, rejected: { overflow: bound } });
    expect(script.now).toMatchObject({ quality: "gap", gaps: [{ fromRx: bound + 1, toRx: null, cause: "overflow" }] });
    script.snapshot(bound);
    expect(script.now).toMatchObject({ quality: "live", resyncs: 1, gaps: [{ fromRx: bound + 1, toRx: bound + 2, cause: "overflow" }] });
  });
});
