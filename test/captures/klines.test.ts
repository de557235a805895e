import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { multiplyText, shortestText } from "../../src/core/base/decimal-text.ts";
import { candleBuilder } from "../../src/core/candles/candle-builder.ts";
import { readCandleKind } from "../../src/core/candles/candle-kind.ts";
import type { CandleRow } from "../../src/core/candles/candle-row.ts";
import { readKlineFile } from "../../src/core/candles/exchange-kline.ts";
import { indicatorCandle } from "../../src/core/candles/indicator-candle.ts";
import { KlineAudit } from "../../src/core/candles/kline-audit.ts";
import { type CandleDifference, reconcile } from "../../src/core/candles/reconciliation.ts";
import type { Frame } from "../../src/core/contract/frame.ts";
import { Desk } from "../../src/core/desk/desk.ts";
import { columnsOf } from "../../src/core/indicators/candle-columns.ts";
import { holeMarks } from "../../src/core/indicators/hole-marks.ts";
import { sma } from "../../src/core/indicators/sma.ts";
import { BINANCE_SPOT, BINANCE_USDM } from "../../src/core/venues/binance/venues.ts";
import { BYBIT_LINEAR, BYBIT_SPOT } from "../../src/core/venues/bybit/venues.ts";
import type { Venue } from "../../src/core/venues/venue.ts";
import { framesOf, recv } from "../core/frames.ts";
import { capturesFolder, capturesPresent, Recording } from "./recording.ts";

interface WireTrade {
  readonly t: number;
  readonly T: number;
  readonly p: string;
  readonly q: string;
  readonly m: boolean;
  readonly X: string;
}

/** The candles of a recorded perpetual, read as though a mark stood at the end; trades for which `keep` is false were never recorded. */
function candlesOf(symbol: string, interval = "1m", keep: (trade: WireTrade) => boolean = () => true): CandleRow[] {
  const kind = readCandleKind(interval);
  if (kind === undefined) throw new Error(interval);
  const rows: CandleRow[] = [];
  const builder = candleBuilder(kind, (row) => rows.push(row));
  const desk = new Desk({
    venue: BINANCE_USDM,
    partition: { parts: () => ["analytics"], countsControl: false },
    beside: () => ({ observers: builder.observers }),
  });
  const recording = new Recording(symbol, [`binance-usdm/usdm_${symbol.toLowerCase()}_20240808.gz`]);
  for (const frame of recording.frames()) {
    const trade = tradeIn(frame);
    if (trade === null || keep(trade)) desk.apply(frame);
  }
  desk.mark({ afterRx: 0, eventMs: new Map([[BINANCE_USDM.name, desk.eventMs]]), keyframes: [] });
  const analytics = desk.find(`${BINANCE_USDM.name}:${symbol}`)?.analytics?.analytics;
  if (analytics === undefined) throw new Error(`no ${symbol}`);
  return [...rows, ...builder.rows(analytics)];
}

function tradeIn({ bytes, start, end }: Frame): WireTrade | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset).toString("latin1", start, end);
  return text.includes('"e":"trade"') ? (JSON.parse(text) as { data: WireTrade }).data : null;
}

function klinesOf(symbol: string) {
  return readKlineFile(readFileSync(join(capturesFolder, `binance-usdm/klines_${symbol}_1m_2024-08-08T2354_0005.csv`), "utf8")).klines;
}

const minuteOf = ({ openTime }: Pick<CandleRow, "openTime">): string => new Date(openTime).toISOString().slice(11, 16);

describe.skipIf(!capturesPresent).each(["BTCUSDT", "ETHUSDT"])("the recorded %s perpetual beside the exchange's klines", (symbol) => {
  test("agrees in all nine figures of every whole minute, and says of what differs that it is incomplete", () => {
    const { equal, unexplained, differences } = reconcile(candlesOf(symbol), klinesOf(symbol));
    expect({ equal, unexplained }).toEqual({ equal: 5, unexplained: 0 });
    // It begins within 23:54 and ends in the first seconds of 00:00; one file of klines goes on for longer.
    expect(differences.map(minuteOf)).toEqual(["23:54", "00:00", "00:01", "00:02", "00:03", "00:04"].slice(0, differences.length));
    expect(differences.length).toBeGreaterThanOrEqual(2);
  });

  test("shows exactly the one trade that was removed, on exactly its candle", () => {
    const removed: WireTrade[] = [];
    const inside = (trade: WireTrade): boolean => trade.X === "MARKET" && !trade.m && new Date(trade.T).toISOString().slice(11, 19) >= "23:57:30";
    const rows = candlesOf(symbol, "1m", (trade) => {
      if (removed.length > 0 || !inside(trade)) return true;
      removed.push(trade);
      return false;
    });
    const [{ q, p } = { q: "", p: "" }] = removed;
    const own = reconcile(rows, klinesOf(symbol)).differences.filter(
      (difference) => minuteOf(difference) < "23:59" && minuteOf(difference) > "23:54",
    );
    expect(own).toHaveLength(1);
    const { kind, complete, fields } = own[0] as CandleDifference;
    expect([minuteOf(own[0] as CandleDifference), kind, complete]).toEqual(["23:57", "different", false]);
    const base = `-${shortestText(q)}`;
    const quote = `-${multiplyText(p, q)}`;
    const changed = Object.fromEntries(Object.entries(fields).map(([field, { difference }]) => [field, difference]));
    expect(changed).toEqual({ volume: base, quoteVolume: quote, trades: "-1", takerBase: base, takerQuote: quote });
    expect(rows.filter(({ complete: proved }) => !proved).map(minuteOf)).toEqual([
      "23:54",
      "23:57",
      ...(symbol === "BTCUSDT" ? ["23:59"] : ["00:00"]),
    ]);
  });

  test("marks exactly the candles, and the values along them, that a dropped interval touches", () => {
    const from = "23:56:10";
    const to = "23:56:25";
    const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 19);
    const whole = candlesOf(symbol, "5s");
    const rows = candlesOf(symbol, "5s", ({ T }) => clock(T) < from || clock(T) >= to);
    const broken = rows
      .filter(({ unbroken, openTime }, at) => at > 0 && !unbroken && clock(openTime) > "23:54:30")
      .map(({ openTime }) => clock(openTime));
    // The candles on either side of the loss: the last trades of the one and the first of the other may be missing too.
    expect(broken).toEqual(["23:56:05", "23:56:25"]);
    expect(whole.slice(1).every(({ unbroken }) => unbroken)).toBe(true);
    const columns = columnsOf(rows.slice(1).map(indicatorCandle));
    const { reach } = sma.create({ length: 4 });
    const marked = [...holeMarks(columns, reach)].flatMap((mark, at) => (mark === 1 ? [clock(columns.openTime[at] as number)] : []));
    expect(marked).toEqual(["23:56:05", "23:56:25", "23:56:30", "23:56:35", "23:56:40"]);
  });
});

/** What the kline messages of a recording say, held against its trades. */
function auditsOf(venue: Venue, messages: readonly string[]) {
  const audits = new Map<string, KlineAudit>();
  const desk = new Desk({
    venue,
    partition: { parts: () => ["analytics"], countsControl: false },
    beside: (id) => {
      const audit = new KlineAudit("1m");
      audits.set(id, audit);
      return { observers: [audit], onFigures: (figures) => audit.onFigures(figures) };
    },
  });
  for (const frame of framesOf(messages.map((message) => recv(message)))) desk.apply(frame);
  return [...audits].map(([id, audit]) => [id, audit.report()] as const);
}

test.skipIf(!capturesPresent)("recorded kline messages of Binance spot say what the trades they name add up to", () => {
  const lines = gunzipSync(readFileSync(join(capturesFolder, "binance-spot/cryptofeed_BINANCE-ee25be.0.gz"))).toString("utf8").split("\n"); // prettier-ignore
  const reports = auditsOf(BINANCE_SPOT, lines.flatMap((line) => /^[0-9.]+: (\{.*\})$/.exec(line)?.[1] ?? [])); // prettier-ignore
  // The captures' README: 20 of 20, 14 of 15 and 17 of 18, where a message whose last trade lies within an aggregate is the miss.
  expect(reports.map(([id, { verified, cut, different, unproven }]) => [id, verified, cut, different, unproven])).toEqual([
    ["binance:DOTUSDT", 14, 1, [], 19],
    ["binance:BTCUSDT", 20, 0, [], 24],
    ["binance:ETHUSDT", 17, 1, [], 22],
  ]);
});

test.skipIf(!capturesPresent)("recorded kline messages of Bybit say what the trades up to their time add up to", () => {
  const lines = zstdDecompressSync(readFileSync(join(capturesFolder, "bybit/cryptofeed_BYBIT_v5.jsonl.zst"))).toString("utf8").trim().split("\n"); // prettier-ignore
  const received = lines.map((line) => JSON.parse(line) as { t: string; conn: string; data: string }).filter(({ t }) => t === "recv");
  const of = (venue: Venue, conn: string) => auditsOf(venue, received.filter((line) => line.conn === conn).map(({ data }) => data)); // prettier-ignore
  const reports = [...of(BYBIT_LINEAR, "BYBIT.ws.2"), ...of(BYBIT_SPOT, "BYBIT.ws.3")];
  // The captures' README: 78 of 81. Two more messages are of a time that the recording's end leaves open; those of the minute before are unproven.
  expect(reports.map(([id, { verified, different }]) => [id, verified, different.length])).toEqual([
    ["bybit-linear:BTCUSDT", 18, 1],
    ["bybit-linear:DOGEUSDT", 11, 0],
    ["bybit-linear:ETHUSDT", 9, 0],
    ["bybit-linear:SOLUSDT", 20, 1],
    ["bybit-spot:BTCUSDT", 12, 0],
    ["bybit-spot:ETHUSDT", 7, 0],
  ]);
});
