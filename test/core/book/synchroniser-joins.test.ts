import { describe, expect, test } from "vitest";
import { depthAnswer, open, recv } from "../frames.ts";
import { snapshotText, tradeText } from "../binance-text.ts";
import { BookScript, SYMBOL } from "./script.ts";

/** A diff `U..u` (on futures after `pu`) against a snapshot that stands at 100. */
interface Row {
  readonly U: number;
  readonly u: number;
  readonly pu?: number;
  readonly becomes: "dropped" | "applied" | "refused";
}

const SPOT: readonly Row[] = [
  { U: 90, u: 99, becomes: "dropped" },
  { U: 90, u: 100, becomes: "dropped" },
  { U: 90, u: 101, becomes: "applied" },
  { U: 100, u: 101, becomes: "applied" },
  { U: 101, u: 101, becomes: "applied" },
  { U: 101, u: 110, becomes: "applied" },
  { U: 102, u: 110, becomes: "refused" },
];

const FUTURES: readonly Row[] = [
  { U: 90, u: 99, pu: 80, becomes: "dropped" },
  { U: 90, u: 100, pu: 80, becomes: "applied" },
  { U: 100, u: 100, pu: 95, becomes: "applied" },
  { U: 100, u: 110, pu: 95, becomes: "applied" },
  { U: 90, u: 110, pu: 80, becomes: "applied" },
  { U: 101, u: 110, pu: 100, becomes: "applied" },
  { U: 105, u: 110, pu: 100, becomes: "applied" },
  { U: 101, u: 110, pu: 99, becomes: "refused" },
  { U: 105, u: 110, pu: 104, becomes: "refused" },
];

for (const [venue, rows] of [
  ["binance", SPOT],
  ["binance-usdm", FUTURES],
  ["binance-coinm", FUTURES],
] as const) {
  describe(`a book of ${venue}`, () => {
    test.each(rows)("whose snapshot at 100 meets the waiting diff $U..$u after $pu: $becomes", ({ becomes, ...row }) => {
      const script = new BookScript(venue).diff(row.U, row.u, { ...row, bids: "99 5" }).snapshot(100);
      if (becomes === "applied") {
        expect(script.now).toMatchObject({ quality: "live", reason: null, epoch: 1, resyncs: 0, lastUpdateId: row.u, gaps: [] });
        expect(script.now).toMatchObject({ bids: [["99", "5"], ["98", "2"]], asks: [["101", "1"], ["102", "2"]], deltas: { applied: 1 } }); // prettier-ignore
        expect(script.ledger).toMatchObject({ applied: 2, buffered: 0 });
        return;
      }
      const dropped = becomes === "dropped";
      expect(script.now).toMatchObject({ quality: "syncing", epoch: 0, gaps: [], bids: [], bidLevels: 0, lastUpdateId: null });
      expect(script.now.reason).toMatch(
        dropped ? /^a snapshot waits for the update that continues it$/ : /^snapshot 100 cannot bridge .*; 1 updates wait/,
      );
      expect(script.now.deltas).toEqual({ applied: 0, stale: dropped ? 1 : 0, duplicate: 0 });
      expect(script.ledger).toMatchObject({ stale: 1, buffered: 1 }); // either the diff was stale and the snapshot waits, or the other way round
    });

    test.each(rows)("whose waiting snapshot at 100 meets the diff $U..$u after $pu: $becomes", ({ becomes, ...row }) => {
      const script = new BookScript(venue).snapshot(100).diff(row.U, row.u, { ...row, bids: "99 5" });
      if (becomes === "applied") {
        expect(script.now).toMatchObject({ quality: "live", lastUpdateId: row.u, bids: [["99", "5"], ["98", "2"]], gaps: [] }); // prettier-ignore
        expect(script.ledger).toMatchObject({ applied: 2 });
        return;
      }
      expect(script.now).toMatchObject({ quality: "syncing", bids: [], gaps: [] });
      expect(script.ledger).toMatchObject({ applied: 0, stale: 1, buffered: 1 });
      script.snapshot(row.u + 5); // covers whatever waits, or replaces the snapshot that waits
      expect(script.ledger).toMatchObject({ applied: 0, stale: 2, buffered: 1 });
      script.diff(row.u + 1, row.u + 9);
      expect(script.now).toMatchObject({ quality: "live", lastUpdateId: row.u + 9, epoch: 1, gaps: [] });
    });

    test("goes on with each diff that follows the last, and only with that", () => {
      const script = new BookScript(venue).snapshot(100).diff(101, 105).diff(106, 106, { asks: "101 0, 103 3" }).diff(107, 120, { bids: "98 0" });
      expect(script.now).toMatchObject({ quality: "live", lastUpdateId: 120, bids: [["99", "1"]], asks: [["102", "2"], ["103", "3"]] }); // prettier-ignore
      script.diff(122, 125);
      expect(script.now).toMatchObject({
        quality: "gap",
        lastUpdateId: 120,
        bids: [],
        asks: [],
        gaps: [{ fromRx: 5, toRx: null, cause: "sequence" }],
      });
      expect(script.now.reason).toBe("sequence at frame 5; update 122..125 does not follow 120; 1 updates wait for a snapshot");
    });

    test("counts a diff that is not above its id as a duplicate while it is live: not applied, no gap", () => {
      const script = new BookScript(venue)
        .snapshot(100)
        .diff(101, 105, { bids: "99 7" })
        .diff(101, 105, { bids: "99 8" })
        .diff(90, 99, { bids: "99 9" });
      expect(script.now).toMatchObject({ quality: "live", lastUpdateId: 105, bids: [["99", "7"], ["98", "2"]], gaps: [] }); // prettier-ignore
      expect(script.now.deltas).toEqual({ applied: 1, stale: 0, duplicate: 2 });
      expect(script.ledger).toMatchObject({ applied: 2, duplicate: 2, stale: 0 });
      expect(script.diff(106, 107).now.quality).toBe("live");
    });

    test("takes a snapshot while it is live as control: it changes nothing", () => {
      const script = new BookScript(venue).snapshot(100).diff(101, 105).snapshot(500, "50 1", "60 1");
      expect(script.now).toMatchObject({ quality: "live", lastUpdateId: 105, bids: [["99", "1"], ["98", "2"]] }); // prettier-ignore
      expect(script.ledger).toMatchObject({ applied: 2, control: 1 });
    });

    test("keeps the newer of two snapshots that wait, whichever came first", () => {
      const rising = new BookScript(venue).snapshot(100, "90 1").snapshot(200, "95 1").diff(201, 205);
      expect(rising.now).toMatchObject({ quality: "live", bids: [["95", "1"]], lastUpdateId: 205 });
      expect(rising.ledger).toMatchObject({ applied: 2, stale: 1, buffered: 0 });
      const falling = new BookScript(venue).snapshot(200, "95 1").snapshot(100, "90 1").snapshot(200, "95 1").diff(201, 205);
      expect(falling.now).toMatchObject({ quality: "live", bids: [["95", "1"]], lastUpdateId: 205 });
      expect(falling.ledger).toMatchObject({ applied: 2, stale: 2, buffered: 0 });
    });

    test("keeps a snapshot that comes before open and before its stream's first diff; a first open changes no book", () => {
      const script = new BookScript(venue).snapshot(100);
      expect(script.hear(open()).now).toMatchObject({ quality: "syncing", epoch: 0 });
      expect(script.ledger).toMatchObject({ buffered: 1, control: 1 });
      expect(script.diff(101, 102).now).toMatchObject({ quality: "live", epoch: 1, gaps: [] });
    });

    test("does not see a break among waiting diffs that the snapshot makes stale", () => {
      const script = new BookScript(venue).diff(50, 60).diff(71, 80).diff(95, 99).diff(100, 105).snapshot(102);
      expect(script.now).toMatchObject({ quality: "live", gaps: [], lastUpdateId: 105, deltas: { applied: 1, stale: 3 } });
    });

    test("names a break among waiting diffs that the snapshot does not cover by the diff that showed it, and stays unread", () => {
      const script = new BookScript(venue).diff(90, 100).diff(101, 105).diff(110, 115).diff(116, 120).snapshot(100, "99 1");
      const gaps = [{ fromRx: 3, toRx: null as number | null, cause: "sequence" }];
      expect(script.now).toMatchObject({ quality: "gap", epoch: 0, gaps, bids: [], bidLevels: 0 });
      expect(script.ledger).toMatchObject({ buffered: 2 });
      script.snapshot(112, "97 1");
      expect(script.now).toMatchObject({
        quality: "live",
        epoch: 1,
        resyncs: 1,
        gaps: [{ ...gaps[0], toRx: 6 }],
        lastUpdateId: 120,
        bids: [["97", "1"]],
      });
      expect(script.ledger).toMatchObject({ buffered: 0 });
    });

    test("counts a diff that comes twice among those that wait as a duplicate", () => {
      const script = new BookScript(venue).diff(99, 105).diff(99, 105).diff(106, 110).snapshot(100);
      expect(script.now).toMatchObject({ quality: "live", lastUpdateId: 110, deltas: { applied: 2, stale: 0, duplicate: 1 } });
      expect(script.ledger).toMatchObject({ applied: 3, duplicate: 1, buffered: 0 });
    });

    test("is named by the snapshot's address alone, whatever host, version and order of parameters, percent-encoded or not", () => {
      const body = snapshotText(100, "99 1", "101 1");
      const script = new BookScript(venue).hear(
        { ...depthAnswer(SYMBOL, body), url: `https://fapi.example:8443/fapi/v9/depth?limit=1000&symbol=%42TCUSDT#part` },
        { ...depthAnswer(SYMBOL, body), url: `https://x.example/depth5?symbol=${SYMBOL}` },
        { ...depthAnswer(SYMBOL, body), url: `https://x.example/api/v3/exchangeInfo` },
      );
      expect(script.ledger).toMatchObject({ buffered: 1, control: 2 });
      expect(script.diff(101, 101).now.quality).toBe("live");
    });

    test("of an instrument that only trades is syncing, with a reason", () => {
      const script = new BookScript(venue).hear(recv(tradeText({ id: 1, ms: 1_700_000_000_000, price: "100", qty: "1", X: "MARKET" })));
      expect(script.now).toMatchObject({ quality: "syncing", reason: "no book update yet", trades: 1, epoch: 0 });
    });
  });
}
