import { closeSync, openSync, writeSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { type Line, answered, diff, diffMessage, rawJsonl, received, snapshot, trade, tradeMessage } from "./recording.ts";
import { Workbench } from "./tapedeck.ts";

const bench = new Workbench();
afterAll(() => bench.dispose());

const live = [snapshot({ id: 5 }), diff({ first: 6, last: 8 })];
const LIVE = bench.fold("binance", rawJsonl(live)).instruments["binance:BTCUSDT"];

const depth = (change: object): Line =>
  received({ ...diffMessage({ first: 9, last: 9 }), data: { ...diffMessage({ first: 9, last: 9 }).data, ...change } });
const oneTrade = (change: object): Line => received({ stream: "btcusdt@trade", data: { ...tradeMessage({ id: 1 }).data, ...change } });

describe("hostile frames", { timeout: 120_000 }, () => {
  /** One recording in which each value meets a live book of its own symbol. */
  function foldEach(values: readonly unknown[], frames: (symbol: string, value: unknown) => Line[]) {
    const symbols = values.map((value, index) => ({ symbol: `S${index}`, value }));
    const lines = symbols.flatMap(({ symbol, value }) => [
      snapshot({ symbol, id: 5 }),
      diff({ symbol, first: 6, last: 8 }),
      ...frames(symbol, value),
    ]);
    const { ledger, instruments } = bench.fold("binance", rawJsonl(lines));
    return { ledger, books: symbols.map(({ symbol, value }) => [value, instruments[`binance:${symbol}`]] as const) };
  }

  const NO_DECIMALS = ["NaN", "Infinity", "1e400", "1e5", "-1", "0x10", "", " 1", "1,5", "1.2.3", "١", 7, null, true, ["1"]];

  test.each([
    ["price", (value: unknown) => ({ b: [[value, "1"]] })],
    ["quantity", (value: unknown) => ({ a: [["30", value]] })],
  ])("what is no decimal is no %s: the diff is rejected and its book lost", (_, change) => {
    const { ledger, books } = foldEach(NO_DECIMALS, (symbol, value) => [depth({ s: symbol, ...change(value) })]);
    expect(ledger).toMatchObject({ applied: 2 * NO_DECIMALS.length, rejected: { malformed: NO_DECIMALS.length } });
    for (const [value, book] of books) expect([value, book]).toMatchObject([value, { quality: "gap", gaps: [{ cause: "malformed" }], bids: [] }]);
  });

  test("a trade without a decimal price and quantity is rejected and leaves the book as it is", () => {
    const { ledger, books } = foldEach(NO_DECIMALS, (symbol, value) => [oneTrade({ s: symbol, p: value }), oneTrade({ s: symbol, q: value })]);
    expect(ledger).toMatchObject({ applied: 2 * NO_DECIMALS.length, rejected: { malformed: 2 * NO_DECIMALS.length } });
    for (const [value, book] of books) expect([value, book]).toEqual([value, LIVE]);
  });

  test("a diff with a member that is missing, out of range or of another type is rejected and its book lost", () => {
    const changes = [
      { U: "9" },
      { u: 9.5 },
      { U: -1 },
      { U: 10 },
      { u: 2 ** 64 },
      { U: undefined },
      { E: "now" },
      { b: {} },
      { a: null },
      { b: [["1"]] },
      { b: ["1", "1"] },
    ];
    const { ledger, books } = foldEach(changes, (symbol, change) => [depth({ s: symbol, ...(change as object) })]);
    expect(ledger).toMatchObject({ applied: 2 * changes.length, rejected: { malformed: changes.length } });
    for (const [change, book] of books) expect([change, book]).toMatchObject([change, { quality: "gap", gaps: [{ cause: "malformed" }] }]);
  });

  test("what is no market message at all changes nothing that is live", () => {
    const nested = [`[${"[".repeat(50_000)}`, `{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}`];
    const frames = ["", "hello", "{", '{"stream":', "{}}", "\u0000", '{"e":"depthUpdate"}', '{"e":"trade"}', "null", "[]", "{}", ...nested].map(
      (data) => received(data),
    );
    const { ledger, instruments } = bench.fold("binance", rawJsonl([...live, ...frames, diff({ first: 9, last: 9, bids: [] })]));
    expect(ledger.applied).toBe(3);
    expect(ledger.control + (ledger.rejected["malformed"] ?? 0)).toBe(frames.length);
    expect(ledger.rejected["malformed"]).toBeGreaterThanOrEqual(9);
    expect(instruments).toEqual({ "binance:BTCUSDT": { ...LIVE, lastUpdateId: 9, deltas: { applied: 2, stale: 0, duplicate: 0 } } });
  });

  test("numbers of forty digits and quantities beyond 2^53 at eight places are exact", () => {
    const long = "1234567890123456789012345678901234567890.123456789";
    const meme = "98765432109876.54321098";
    const { instruments } = bench.fold(
      "binance",
      rawJsonl([
        snapshot({ id: 5, bids: [["0.0000000000000000000000000000000000000001", meme]], asks: [[long, "1"]] }),
        diff({
          first: 6,
          last: 6,
          bids: [
            ["0.00000123", long],
            ["0.00000124", "420690000000000.00000001"],
          ],
          asks: [["1234567890123456789012345678901234567890.123456788", "2"]],
        }),
        trade({ id: 1, price: "0.00000123", qty: long }),
      ]),
    );
    expect(instruments["binance:BTCUSDT"]).toMatchObject({
      quality: "live",
      bids: [
        ["0.00000124", "420690000000000.00000001"],
        ["0.00000123", long],
        ["0.0000000000000000000000000000000000000001", meme],
      ],
      asks: [
        ["1234567890123456789012345678901234567890.123456788", "2"],
        [long, "1"],
      ],
      lastTrade: { price: "0.00000123", qty: long },
    });
  });

  test("an instrument may be called anything", () => {
    const symbols = [
      "__proto__",
      "constructor",
      "toString",
      "币安人生USDT",
      "😀USDT",
      "A:B",
      "a b",
      "x".repeat(5_000),
      "1000SATSUSDT",
      "BTCUSD_PERP",
    ];
    const lines = symbols.flatMap((symbol) => [snapshot({ symbol, id: 5 }), diff({ symbol, first: 6, last: 8 }), trade({ symbol, id: 1 })]);
    const tape = bench.importLines("symbol", "binance", rawJsonl(lines));
    const { ledger, instruments } = bench.replay(tape, "--workers", "2");
    expect(ledger).toMatchObject({ received: lines.length, applied: lines.length });
    expect(Object.keys(instruments).toSorted()).toEqual(symbols.map((symbol) => `binance:${symbol}`).toSorted());
    for (const symbol of symbols) {
      expect(Object.entries(instruments).find(([id]) => id === `binance:${symbol}`)?.[1]).toEqual({
        ...LIVE,
        trades: 1,
        lastTrade: expect.any(Object) as unknown,
      });
    }
    for (const symbol of ["__proto__", "😀USDT", "A:B"])
      expect(bench.candles(tape, `binance:${symbol}`)).toContain("\n0,15,15,15,15,1,15,1,1,15,0,false,false\n");
  });

  test.each(["btcusdt@depth", "币安人生usdt@depth"])("a diff cut short on %s is a loss of its book, in whatever script its symbol is", (stream) => {
    const symbol = stream.replace("@depth", "").toUpperCase();
    const whole = diff({ symbol, first: 9, last: 9 });
    for (const cut of [1, 3, 20]) {
      const lines = [snapshot({ symbol, id: 5 }), diff({ symbol, first: 6, last: 8 }), { ...whole, data: whole.data.slice(0, -cut) }];
      const { ledger, instruments } = bench.fold("binance", rawJsonl(lines));
      expect(ledger).toMatchObject({ applied: 2, rejected: { malformed: 1 } });
      expect({ cut, ...instruments[`binance:${symbol}`] }).toMatchObject({
        cut,
        quality: "gap",
        gaps: [{ fromRx: 3, toRx: null, cause: "malformed" }],
      });
    }
  });

  test("a refused request for a snapshot is control with any number of workers", () => {
    const refused = ["AUSDT", "BUSDT", "CUSDT", "DUSDT", "BTCUSDT"].map((symbol) =>
      answered(`https://api.example/api/v3/depth?symbol=${symbol}`, { code: -1121, msg: "Invalid symbol." }),
    );
    const tape = bench.importLines("refused", "binance", rawJsonl([...refused, ...live]));
    for (const workers of ["1", "2", "4"]) {
      const { ledger, instruments } = bench.replay(tape, "--workers", workers);
      expect({ workers, ...ledger }).toMatchObject({ workers, received: 7, control: 5, applied: 2 });
      expect(instruments).toEqual({ "binance:BTCUSDT": LIVE });
    }
  });

  test("a rejected message moves no clock: the digest is the same for any number of workers", () => {
    const later = { E: 70_000 };
    const rejected = [
      depth({ ...later, b: [["x", "1"]] }),
      depth({ ...later, U: "9" }),
      oneTrade({ ...later, q: "0.0:1" }),
      oneTrade({ ...later, m: 1 }),
    ];
    for (const frame of rejected) {
      const tape = bench.importLines("clock", "binance", rawJsonl([trade({ id: 1, tradeMs: 59_999 }), frame]));
      const [one, ...more] = ["1", "2", "4"].map((workers) => bench.replay(tape, "--workers", workers).digest);
      expect([frame.data, ...more]).toEqual([frame.data, one, one]);
      expect(bench.candles(tape, "binance:BTCUSDT")).toContain(",0,false,false\n");
    }
  });

  test("a crossed snapshot is never shown", () => {
    const { instruments } = bench.fold(
      "binance",
      rawJsonl([snapshot({ id: 5, bids: [["10", "1"]], asks: [["9", "1"]] }), diff({ first: 6, last: 8, bids: [], asks: [] })]),
    );
    expect(instruments["binance:BTCUSDT"]).toMatchObject({ bids: [], asks: [] });
    expect(instruments["binance:BTCUSDT"]?.quality).not.toBe("live");
  });

  test("a frame of 100 MiB is a frame like any other", () => {
    const [before, after] = rawJsonl([received("@"), diff({ first: 9, last: 9, bids: [] })]) as [string, string];
    const file = openSync(bench.path("big.jsonl"), "w");
    const [head, tail] = before.split("@") as [string, string];
    writeSync(file, `${rawJsonl(live).join("\n")}\n${head}`);
    for (let mib = 0; mib < 100; mib++) writeSync(file, "x".repeat(1 << 20));
    writeSync(file, `${tail}\n${after}\n`);
    closeSync(file);
    bench.importFiles("big", "binance", "big.jsonl");
    const { frames, ledger, instruments } = bench.replay("big.tape");
    expect(frames).toBe(4);
    expect(ledger).toMatchObject({ received: 4, applied: 3, rejected: { malformed: 1 } });
    expect(instruments["binance:BTCUSDT"]).toMatchObject({ quality: "live", lastUpdateId: 9 });
  });
});
