import { afterAll, describe, expect, test } from "vitest";
import {
  type DiffFields,
  type Line,
  aggTrade,
  answered,
  bookTicker,
  closed,
  diff,
  diffMessage,
  kline,
  noted,
  opened,
  rawJsonl,
  received,
  sent,
  snapshot,
  trade,
  tradeMessage,
} from "./recording.ts";
import { type InstrumentReport, type LedgerReport, Workbench } from "./tapedeck.ts";

const bench = new Workbench();
afterAll(() => bench.dispose());

const NOTHING: LedgerReport = { received: 0, applied: 0, duplicate: 0, stale: 0, buffered: 0, control: 0, rejected: {} };

interface Folded {
  readonly ledger: LedgerReport;
  readonly btc: InstrumentReport;
  readonly instruments: Record<string, InstrumentReport>;
}

function fold(lines: readonly Line[], venue = "binance"): Folded {
  const { frames, ledger, instruments } = bench.fold(venue, rawJsonl(lines));
  expect(frames).toBe(lines.length);
  const { received, applied, duplicate, stale, buffered, control, rejected } = ledger;
  expect(received).toBe(lines.length);
  expect(applied + duplicate + stale + buffered + control + Object.values(rejected).reduce((sum, n) => sum + n, 0)).toBe(received);
  return { ledger, instruments, btc: instruments[`${venue}:BTCUSDT`] as InstrumentReport };
}

const futures = (first: number, last: number, prev: number, more: Partial<DiffFields> = {}): Line => diff({ first, last, prev, ...more });
const spot = (first: number, last = first, more: Partial<DiffFields> = {}): Line => diff({ first, last, ...more });
const live = [snapshot({ id: 5 }), spot(6, 8)];
const UNREADABLE = { bids: [], asks: [], bidLevels: 0, askLevels: 0, reason: expect.stringMatching(/./) as unknown };

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

describe("the ledger", { timeout: 60_000 }, () => {
  test("control counts sends, opens, closes, answers that change no instrument and well-formed messages of unknown streams", () => {
    const lines = [
      opened(),
      sent('{"method":"SUBSCRIBE","params":["btcusdt@depth"],"id":1}'),
      received({ result: null, id: 1 }),
      received({ stream: "btcusdt@composition", data: { e: "compositeIndex", s: "BTCUSDT", E: 1 } }),
      received({ e: "serverShutdown", E: 1 }),
      answered("https://api.example/api/v3/exchangeInfo", { symbols: [] }),
      answered("https://api.example/api/v3/depth?symbol=BTCUSDT", { code: -1003, msg: "Too many requests." }),
      closed(),
    ];
    const { ledger, instruments } = fold(lines);
    expect(ledger).toEqual({ ...NOTHING, received: 8, control: 8 });
    expect(instruments).toEqual({});
  });

  test("bookTicker, kline and ticker are applied and give an instrument without a book, which is syncing", () => {
    const mini = (s: string): object => ({ e: "24hrMiniTicker", E: 1_000, s, c: "1", o: "1", h: "1", l: "1", v: "1", q: "1" });
    for (const line of [
      bookTicker("BTCUSDT", 7),
      kline("BTCUSDT", 0, 1_000),
      received({ stream: "!miniTicker@arr", data: [mini("ETHUSDT"), mini("BTCUSDT")] }),
    ]) {
      const { ledger, btc } = fold([line]);
      expect(ledger).toEqual({ ...NOTHING, received: 1, applied: 1 });
      expect(btc).toMatchObject({ quality: "syncing", epoch: 0, gaps: [], trades: 0, lastTrade: null, ...UNREADABLE });
    }
  });

  test("a frame of several parts counts once, as the first of rejected, buffered, applied, duplicate, stale that one of them met", () => {
    const one = (id: number): unknown => tradeMessage({ id }).data;
    const waiting = diffMessage({ symbol: "ETHUSDT", first: 1, last: 1 }).data;
    const start = [...live, trade({ id: 1 })];
    const met = (parts: unknown[]): Partial<LedgerReport> => fold([...start, received({ stream: "!all@arr", data: parts })]).ledger;
    expect(met([one(1), one(1)])).toEqual({ ...NOTHING, received: 4, applied: 3, duplicate: 1 });
    expect(met([one(1), one(2)])).toEqual({ ...NOTHING, received: 4, applied: 4 });
    expect(met([one(1), one(2), waiting])).toEqual({ ...NOTHING, received: 4, applied: 3, buffered: 1 });
    expect(met([waiting, one(2), { ...tradeMessage({ id: 3 }).data, p: "x" }])).toEqual({
      ...NOTHING,
      received: 4,
      applied: 3,
      rejected: { malformed: 1 },
    });
  });
});

describe("trades", { timeout: 60_000 }, () => {
  test("a repeated id counts once and is a duplicate in the ledger", () => {
    const { ledger, btc } = fold([trade({ id: 1 }), trade({ id: 2 }), trade({ id: 1 }), trade({ id: 2, price: "99", tradeMs: 9_000 })]);
    expect(ledger).toEqual({ ...NOTHING, received: 4, applied: 2, duplicate: 2 });
    expect(btc).toMatchObject({ trades: 2, lastTrade: { price: "15", eventMs: 1_000 }, deltas: { duplicate: 0 } });
  });

  test("every trade message counts whatever its X, and can be the last", () => {
    const { btc } = fold(
      [trade({ id: 1, type: "MARKET" }), trade({ id: 2, type: "NA", price: "0", qty: "0" }), trade({ id: 3, type: "INSURANCE_FUND", price: "16" })],
      "binance-usdm",
    );
    expect(btc).toMatchObject({ trades: 3, lastTrade: { price: "16" } });
  });

  test("the last trade is the last by T, never by E or arrival, then by id", () => {
    const { btc } = fold([
      trade({ id: 5, tradeMs: 2_000, eventMs: 2_000, price: "5" }),
      trade({ id: 4, tradeMs: 2_000, eventMs: 8_000, price: "4" }),
      trade({ id: 9, tradeMs: 1_999, eventMs: 9_999, price: "9" }),
    ]);
    expect(btc.lastTrade).toEqual({ price: "5", qty: "1", side: "buy", eventMs: 2_000 });
  });

  test("the side is the aggressor's: where the buyer was the maker it is a sell", () => {
    expect(fold([trade({ id: 1, buyerIsMaker: true })]).btc.lastTrade?.side).toBe("sell");
    expect(fold([trade({ id: 1, buyerIsMaker: false })]).btc.lastTrade?.side).toBe("buy");
  });

  test("an aggTrade is no trade message", () => {
    expect(fold([aggTrade({ id: 1, first: 1, last: 3 })])).toMatchObject({ ledger: { applied: 1 }, btc: { trades: 0, lastTrade: null } });
  });
});
