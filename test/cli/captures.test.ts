import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { compare, exact } from "./exact-decimal.ts";
import { type InstrumentReport, Workbench } from "./tapedeck.ts";

const captures = resolve(import.meta.dirname, "../..", process.env["TAPEDECK_CAPTURES"] ?? "../shared/captures");
const present = existsSync(captures);
if (!present) process.stderr.write(`no recordings at ${captures}: the tests of the command line on them are skipped\n`);

const bench = new Workbench();
afterAll(() => bench.dispose());

type Levels = [string, string][];

interface Expected {
  readonly symbol: string;
  readonly files: string[];
  readonly lines: number;
  readonly trades: number;
  readonly depthEvents: number;
  readonly droppedBeforeSnapshot: number;
  readonly lastU: number;
  readonly checkpoints: readonly { u: number; bidLevels: number; askLevels: number; bids: Levels; asks: Levels }[];
  readonly candles1m: readonly Record<string, string | number | boolean>[];
}

function expected(folder: string): Expected[] {
  return present ? (JSON.parse(readFileSync(join(captures, folder, "expected.json"), "utf8")) as Expected[]) : [];
}

const sessions = [
  ...expected("binance-spot").map((session) => ({ ...session, venue: "binance", folder: "binance-spot" })),
  // The golden values of July are called after their month.
  ...expected("binance-usdm").map((session) => ({
    ...session,
    venue: "binance-usdm",
    folder: "binance-usdm",
    symbol: session.symbol.replace("-2024-07", ""),
  })),
].filter(({ folder, files }) => files.every((file) => existsSync(join(captures, folder, file))));

function imported(name: string, folder: string, files: readonly string[], venue: string, symbol: string): string {
  const out = `${name}.tape`;
  if (!existsSync(bench.path(out))) {
    bench.json(
      "import",
      ...files.map((file) => join(captures, folder, file)),
      "--venue",
      venue,
      "--format",
      "hftbacktest",
      "--symbol",
      symbol,
      "--out",
      out,
    );
  }
  return out;
}

describe.skipIf(!present)("recordings of real exchanges through the command line", { timeout: 120_000 }, () => {
  test.each(sessions)(
    "$venue $symbol of $files: live, without a gap, and the book of expected.json at the end",
    ({ venue, folder, symbol, files, ...golden }) => {
      const tape = imported(files[0] ?? "", folder, files, venue, symbol);
      const { frames, ledger, instruments } = bench.replay(tape, "--workers", "2");
      const last = golden.checkpoints.at(-1);
      expect(frames).toBe(golden.lines);
      expect(ledger).toMatchObject({
        received: golden.lines,
        applied: golden.lines - golden.droppedBeforeSnapshot,
        stale: golden.droppedBeforeSnapshot,
        duplicate: 0,
        buffered: 0,
        rejected: {},
      });
      expect(Object.keys(instruments)).toEqual([`${venue}:${symbol}`]);
      const book = instruments[`${venue}:${symbol}`] as InstrumentReport;
      expect(book).toMatchObject({
        quality: "live",
        reason: null,
        epoch: 1,
        resyncs: 0,
        gaps: [],
        lastUpdateId: golden.lastU,
        trades: golden.trades,
      });
      expect(book.deltas).toEqual({ applied: golden.depthEvents - golden.droppedBeforeSnapshot, stale: golden.droppedBeforeSnapshot, duplicate: 0 });
      expect({ bidLevels: book.bidLevels, askLevels: book.askLevels }).toEqual({ bidLevels: last?.bidLevels, askLevels: last?.askLevels });
      expectSameLevels(book.bids, last?.bids ?? []);
      expectSameLevels(book.asks, last?.asks ?? []);
      expect(bench.json("verify", tape, "--workers", "2")).toMatchObject({ digests: { different: 0, notComparable: 0 } });
    },
  );

  test.each(sessions)("$venue $symbol of $files: every candle of expected.json", ({ venue, folder, symbol, files, candles1m }) => {
    const rows = bench
      .candles(imported(files[0] ?? "", folder, files, venue, symbol), `${venue}:${symbol}`)
      .trimEnd()
      .split("\n")
      .slice(1);
    expect(rows.map((row) => row.split(",").slice(0, 10))).toEqual(
      candles1m.map(({ openTime, o, h, l, c, v, q, n, V, Q }) => [openTime, o, h, l, c, v, q, n, V, Q].map(String)),
    );
    expect(rows.map((row) => row.endsWith(",true"))).toEqual(candles1m.map(({ complete }) => complete));
  });

  test.each(["BTCUSDT", "ETHUSDT"])("USD-M %s equals the exchange's klines from 23:55 to 23:59 of 2024-08-08 in all nine fields", (symbol) => {
    const file = `usdm_${symbol.toLowerCase()}_20240808.gz`;
    const rows = bench
      .candles(imported(file, "binance-usdm", [file], "binance-usdm", symbol), `binance-usdm:${symbol}`)
      .split("\n")
      .map((row) => row.split(","));
    const klines = readFileSync(join(captures, "binance-usdm", `klines_${symbol}_1m_2024-08-08T2354_0005.csv`), "utf8")
      .split("\n")
      .map((row) => row.split(","));
    for (let minute = 55; minute <= 59; minute++) {
      const openMs = String(Date.UTC(2024, 7, 8, 23, minute));
      const [, o, h, l, c, v, , q, n, V, Q] = klines.find(([open]) => open === openMs) ?? [];
      const [, ...ours] = rows.find(([open]) => open === openMs) ?? [];
      for (const [index, value] of [o, h, l, c, v, q, n, V, Q].entries()) expect(compare(exact(ours[index] ?? ""), exact(value ?? ""))).toBe(0);
    }
  });

  test("a recording without a snapshot ends syncing with its reason and its trades counted", () => {
    const tape = imported("nosnapshot", "binance-spot", ["spot_btcusdt_20230405_nosnapshot.gz"], "binance", "BTCUSDT");
    const { ledger, instruments } = bench.replay(tape);
    expect(ledger).toEqual({ received: 15_088, applied: 11_159, duplicate: 0, stale: 0, buffered: 3_929, control: 0, rejected: {} });
    expect(instruments["binance:BTCUSDT"]).toMatchObject({
      quality: "syncing",
      reason: expect.stringMatching(/snapshot/) as unknown,
      trades: 3_144,
      epoch: 0,
      gaps: [],
      bids: [],
      asks: [],
      bidLevels: 0,
      askLevels: 0,
    });
  });

  test("an import of the first lines gives what --until gives, however far the file's keyframes are", () => {
    const file = "usdm_ethusdt_20240718.gz";
    const lines = gunzipSync(readFileSync(join(captures, "binance-usdm", file)))
      .toString("utf8")
      .split("\n");
    const tape = imported("until", "binance-usdm", [file], "binance-usdm", "ETHUSDT");
    for (const rx of [1, 37, 4_097, 8_191]) {
      bench.writeLines("first.txt", lines.slice(0, rx));
      bench.json("import", "first.txt", "--venue", "binance-usdm", "--format", "hftbacktest", "--symbol", "ETHUSDT", "--out", "first.tape");
      expect(bench.replay(tape, "--until", String(rx))).toEqual({ ...bench.replay("first.tape"), framesPerSecond: expect.any(Number) as unknown });
    }
  });

  test.each([
    ["binance", "binance-usdm", "usdm_ethusdt_20240808.gz", "ETHUSDT"],
    ["binance-usdm", "binance-spot", "spot_ethusdt_20240808.gz", "ETHUSDT"],
  ])("the %s rules make no instrument of a %s recording readable, and say why", (venue, folder, file, symbol) => {
    const { instruments } = bench.replay(imported(`wrong-${venue}`, folder, [file], venue, symbol));
    expect(Object.keys(instruments)).toEqual([`${venue}:${symbol}`]);
    for (const book of Object.values(instruments)) {
      expect(book.quality).not.toBe("live");
      expect(book).toMatchObject({ reason: expect.stringMatching(/./) as unknown, bids: [], asks: [], bidLevels: 0, askLevels: 0 });
    }
  });
});

function expectSameLevels(ours: Levels, golden: Levels): void {
  expect(ours.length).toBe(golden.length);
  for (const [index, [price, qty]] of golden.entries()) {
    const [ourPrice, ourQty] = ours[index] ?? ["", ""];
    expect(compare(exact(ourPrice), exact(price)), `price of level ${index}`).toBe(0);
    expect(compare(exact(ourQty), exact(qty)), `quantity of level ${index}`).toBe(0);
  }
}
