import { afterAll, describe, expect, test } from "vitest";
import { type Line, rawJsonl, trade } from "./recording.ts";
import { Workbench } from "./tapedeck.ts";

const bench = new Workbench();
afterAll(() => bench.dispose());

const MINUTE = 60_000;
const SYMBOL = "binance:BTCUSDT";

/** Ids 1 to 12, one a 20 s, of rising price; id 8 was lost. */
const lines: Line[] = Array.from({ length: 12 }, (_, at) => trade({ id: at + 1, tradeMs: at * 20_000, price: String(100 + at), qty: "2" })).filter(
  (_, at) => at !== 7,
);
const tape = bench.importLines("intervals", "binance", rawJsonl(lines));

interface Report {
  readonly interval: string;
  readonly candles: Record<string, unknown>[];
  readonly counts: Record<string, number>;
  readonly reconciliation?: Record<string, unknown> & { differences: Record<string, unknown>[]; messages: unknown };
}

const candles = (...more: string[]): Report => bench.json("candles", tape, "--symbol", SYMBOL, ...more) as Report;
const figures = ({ candles: rows }: Report, ...fields: string[]) => rows.map((row) => fields.map((field) => row[field]));

describe("candles --interval", { timeout: 60_000 }, () => {
  test("prints candles longer and shorter than a minute, and says of each where it stands", () => {
    expect(figures(candles("--interval", "3m"), "openTime", "trades", "volume", "open", "close", "stage", "complete")).toEqual([
      [0, 8, "16", "100", "108", "final", false],
      [3 * MINUTE, 3, "6", "109", "111", "provisional", false],
    ]);
    expect(figures(candles("--interval", "15s"), "openTime", "trades").slice(0, 4)).toEqual([[0, 1], [15_000, 1], [30_000, 1], [60_000, 1]]); // prettier-ignore
    expect(candles("--interval", "1w").candles).toMatchObject([{ openTime: -3 * 86_400_000, trades: 11 }]);
    expect(candles().counts).toEqual({ late: 0, tooLate: 0, duplicate: 0 });
  });

  test("prints bars by activity, with the time of their last trade", () => {
    expect(figures(candles("--interval", "volume:5"), "openTime", "closeTime", "volume")).toEqual([
      [0, 40_000, "6"],
      [60_000, 100_000, "6"],
      [120_000, 180_000, "6"],
      [200_000, 220_000, "4"],
    ]);
    const { stdout } = bench.run("candles", tape, "--symbol", SYMBOL, "--interval", "tick:6", "--csv");
    expect(stdout.split("\n")[0]).toMatch(/,complete,closeTime$/);
    expect(candles("--interval", "range:4").candles[0]).toMatchObject({ open: "100", close: "104", trades: 5 });
    expect(candles("--interval", "dollar:400").candles[0]).toMatchObject({ trades: 2, quoteVolume: "402" });
  });

  test("fills empty intervals where that is asked for", () => {
    expect(
      figures(candles("--interval", "5s", "--empty", "flat"), "trades")
        .slice(0, 5)
        .flat(),
    ).toEqual([1, 0, 0, 0, 1]);
  });

  test.each([["2m"], ["tick:0"], ["volume"], ["1M"]])("refuses %s and lists what there is", (interval) => {
    const { status, stderr } = bench.run("candles", tape, "--symbol", SYMBOL, "--interval", interval);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^tapedeck: --interval takes 1s 5s .* tick:N.*\n$/);
  });
});

describe("candles --klines", { timeout: 60_000 }, () => {
  const kline = (openTime: number, ...cells: (string | number)[]): string => [openTime, ...cells.slice(0, 5), openTime + MINUTE - 1, ...cells.slice(5), 0].join(","); // prettier-ignore

  test("prints each difference to an exchange's file", () => {
    const file = bench.writeLines("klines.csv", [
      kline(0, "100.00", 102, 100, 102, 6, 606, 3, 6, 606),
      kline(MINUTE, 103, 105, 103, 105, 6, 624, 3, 6, 624),
      kline(2 * MINUTE, 106, 108, 106, 108, "6.000", 642, 3, 6, 642),
    ]);
    const { reconciliation } = candles("--klines", file);
    expect(reconciliation).toMatchObject({ source: file, messages: null, compared: 3, equal: 2, unexplained: 0, incomplete: 1 });
    expect(reconciliation?.differences).toEqual([
      {
        openTime: 2 * MINUTE,
        kind: "different",
        complete: false,
        fields: {
          volume: { ours: "4", theirs: "6", difference: "-2" },
          quoteVolume: { ours: "428", theirs: "642", difference: "-214" },
          trades: { ours: "2", theirs: "3", difference: "-1" },
          takerBase: { ours: "4", theirs: "6", difference: "-2" },
          takerQuote: { ours: "428", theirs: "642", difference: "-214" },
        },
      },
    ]);
    const { stdout } = bench.run("candles", tape, "--symbol", SYMBOL, "--klines", file);
    expect(stdout).toMatch(
      /2 of 3 candles equal; 0 differences on complete candles, 1 on incomplete ones\n1970-01-01T00:02:00.000Z incomplete: volume 4 not 6 \(-2\)/,
    );
    expect(bench.run("candles", tape, "--symbol", SYMBOL, "--csv", "--klines", file).stdout).toBe(
      [
        "openTime,kind,complete,field,ours,theirs,difference",
        "120000,different,false,volume,4,6,-2",
        "120000,different,false,quoteVolume,428,642,-214",
        "120000,different,false,trades,2,3,-1",
        "120000,different,false,takerBase,4,6,-2",
        "120000,different,false,takerQuote,428,642,-214",
        "",
      ].join("\n"),
    );
  });

  test("asks the session's own kline messages", () => {
    expect(candles("--klines", "session").reconciliation).toMatchObject({
      compared: 0,
      messages: { verified: 0, different: [], cut: 0, unproven: 0 },
    });
  });

  test("refuses a file that is none, one of another interval, and one that is missing, in one line each", () => {
    const wrong = bench.writeLines("wrong.csv", ["hello"]);
    const long = bench.writeLines("long.csv", [`0,1,1,1,1,1,${5 * MINUTE - 1},1,1,1,1,0`]);
    for (const [file, said] of [
      [wrong, "line 1: has 1 columns"],
      [long, "holds klines of 300000 ms"],
      ["none.csv", "ENOENT"],
    ] as const) {
      // prettier-ignore
      const { status, stdout, stderr } = bench.run("candles", tape, "--symbol", SYMBOL, "--klines", file);
      expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
      expect(stderr).toMatch(/^[^\n]+\n$/);
      expect(stderr).toContain(said);
    }
  });
});
