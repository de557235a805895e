import { afterAll, describe, expect, test } from "vitest";
import { type Line, answered, diff, opened, snapshot, trade } from "./recording.ts";
import { foldLines, futures, spot, live, NOTHING, UNREADABLE } from "./replayed-lines.ts";
import { Workbench } from "./tapedeck.ts";

const bench = new Workbench();
afterAll(() => bench.dispose());

const fold = (lines: readonly Line[], venue?: string) => foldLines(bench, lines, venue);

describe("the spot book", { timeout: 60_000 }, () => {
  test("drops what the snapshot covers as stale, bridges where U <= id + 1 <= u, then takes each U that is the last u + 1", () => {
    const { ledger, btc } = fold([spot(1, 3), spot(4, 5), spot(6, 9), snapshot({ id: 5 }), spot(10, 12)]);
    expect(btc).toMatchObject({
      quality: "live",
      reason: null,
      epoch: 1,
      resyncs: 0,
      gaps: [],
      lastUpdateId: 12,
      deltas: { applied: 2, stale: 2, duplicate: 0 },
    });
    expect(ledger).toEqual({ ...NOTHING, received: 5, applied: 3, stale: 2 });
    expect(fold([spot(1, 5), spot(5, 9), snapshot({ id: 7 })]).btc).toMatchObject({ quality: "live", lastUpdateId: 9 });
  });

  test("a first diff one beyond the snapshot cannot bridge: the snapshot is stale, the diff waits", () => {
    for (const lines of [
      [snapshot({ id: 5 }), spot(7, 9)],
      [spot(7, 9), snapshot({ id: 5 })],
    ]) {
      const { ledger, btc } = fold(lines);
      expect(ledger).toEqual({ ...NOTHING, received: 2, stale: 1, buffered: 1 });
      expect(btc).toMatchObject({ quality: "syncing", epoch: 0, gaps: [], ...UNREADABLE });
    }
  });

  test("quantity 0 removes a level, and removing one that is not there is no error", () => {
    const { btc } = fold([
      ...live,
      spot(9, 9, {
        bids: [
          ["10.0", "0.000"],
          ["3", "0"],
        ],
        asks: [
          ["20", "0"],
          ["19.50", "4"],
        ],
      }),
    ]);
    expect(btc).toMatchObject({
      bids: [["9", "1"]],
      asks: [
        ["19.5", "4"],
        ["21", "1"],
      ],
      bidLevels: 1,
      askLevels: 2,
    });
  });
});

describe("the futures book", { timeout: 60_000 }, () => {
  test("drops u < id only: a diff that ends on the snapshot's id bridges", () => {
    const { ledger, btc } = fold([futures(1, 2, 0), futures(3, 5, 2), snapshot({ id: 5 }), futures(9, 9, 5)], "binance-usdm");
    expect(btc).toMatchObject({ quality: "live", lastUpdateId: 9, deltas: { applied: 2, stale: 1, duplicate: 0 }, gaps: [] });
    expect(ledger).toEqual({ ...NOTHING, received: 4, applied: 3, stale: 1 });
  });

  test("bridges where pu is the snapshot's id though U lies beyond it", () => {
    expect(fold([snapshot({ id: 5 }), futures(8, 9, 5)], "binance-usdm").btc).toMatchObject({ quality: "live", lastUpdateId: 9 });
    expect(fold([snapshot({ id: 5 }), futures(8, 9, 4)], "binance-usdm").btc).toMatchObject({ quality: "syncing", ...UNREADABLE });
  });

  test("chains by pu and not by U", () => {
    const start = [snapshot({ id: 5 }), futures(4, 8, 3)];
    expect(fold([...start, futures(20, 22, 8)], "binance-usdm").btc).toMatchObject({ quality: "live", lastUpdateId: 22 });
    expect(fold([...start, futures(9, 22, 7)], "binance-usdm").btc).toMatchObject({
      quality: "gap",
      gaps: [{ fromRx: 3, toRx: null, cause: "sequence" }],
    });
  });

  test("while it is live a diff whose u is not above lastUpdateId is a duplicate: counted, not applied, no gap", () => {
    const again = futures(4, 8, 3, { bids: [["10", "99"]] });
    const { ledger, btc } = fold([snapshot({ id: 5 }), futures(4, 8, 3), again, futures(1, 2, 0), futures(9, 9, 8, { bids: [] })], "binance-usdm");
    expect(btc).toMatchObject({
      quality: "live",
      deltas: { applied: 2, stale: 0, duplicate: 2 },
      gaps: [],
      bids: [
        ["10", "1"],
        ["9", "1"],
      ],
    });
    expect(ledger).toEqual({ ...NOTHING, received: 5, applied: 3, duplicate: 2 });
  });
});

describe("snapshots", { timeout: 60_000 }, () => {
  test("one that waits is buffered, one in use is applied, one that cannot bridge is stale, one while the book is live is control", () => {
    expect(fold([snapshot({ id: 5 })]).ledger).toEqual({ ...NOTHING, received: 1, buffered: 1 });
    expect(fold(live).ledger).toEqual({ ...NOTHING, received: 2, applied: 2 });
    expect(fold([spot(7, 9), snapshot({ id: 5 })]).ledger).toMatchObject({ stale: 1 });
    const { ledger, btc } = fold([...live, snapshot({ id: 100, bids: [["1", "1"]] }), spot(9)]);
    expect(ledger).toEqual({ ...NOTHING, received: 4, applied: 3, control: 1 });
    expect(btc).toMatchObject({ quality: "live", lastUpdateId: 9, bidLevels: 2 });
  });

  test("one before its stream's first diff, or before open, is kept and bridges with what follows", () => {
    expect(fold([snapshot({ id: 5 }), opened(), trade({ id: 1 }), spot(3, 5), spot(6, 8)]).btc).toMatchObject({
      quality: "live",
      lastUpdateId: 8,
      gaps: [],
    });
  });

  test.each([
    "https://api.binance.com/api/v3/depth?symbol=BTCUSDT&limit=1000",
    "http://127.0.0.1:9/v99/depth?limit=5&symbol=BTCUSDT",
    "https://mirror.example/depth?symbol=BTCUSDT#now",
  ])("is a rest frame whose URL's path ends in /depth: %s", (url) =>
    expect(fold([answered(url, { lastUpdateId: 5, bids: [["9", "1"]], asks: [] }), spot(6, 8)]).btc.quality).toBe("live"),
  );

  test.each([
    "https://api.example/api/v3/depthOfWater?symbol=BTCUSDT",
    "https://api.example/api/v3/ticker?path=/depth&symbol=BTCUSDT",
    "https://api.example/depth/old?symbol=BTCUSDT",
  ])("is no other answer: %s", (url) =>
    expect(fold([answered(url, { lastUpdateId: 5, bids: [["9", "1"]], asks: [] }), spot(6, 8)]).ledger).toEqual({
      ...NOTHING,
      received: 2,
      control: 1,
      buffered: 1,
    }),
  );

  test("belong to the instrument in their symbol parameter and to no other", () => {
    const { instruments } = fold([spot(6, 8), diff({ symbol: "ETHUSDT", first: 6, last: 8 }), snapshot({ symbol: "ETHUSDT", id: 5 })]);
    expect(instruments["binance:BTCUSDT"]?.quality).toBe("syncing");
    expect(instruments["binance:ETHUSDT"]?.quality).toBe("live");
  });
});
