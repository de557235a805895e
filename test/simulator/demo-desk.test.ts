import { describe, expect, test } from "vitest";
import { formatDecimal, parseDecimal } from "../../src/core/base/decimal.ts";
import { Desk } from "../../src/core/desk/desk.ts";
import { type InstrumentReport, reportBook, reportTrades } from "../../src/core/desk/instrument-report.ts";
import { BINANCE_SPOT } from "../../src/core/venues/binance/venues.ts";
import type { TrueLevel } from "../../src/simulator/truth-ledger.ts";
import { ofSymbol, record } from "./recorded-session.ts";

const whole = record({ seed: 4, seconds: 60 });
const desk = new Desk({ venue: BINANCE_SPOT });
for (const frame of whole.frames) desk.apply(frame);

function reportOf(symbol: string): InstrumentReport {
  const held = desk.find(`binance:${symbol}`);
  if (!held?.book || !held.analytics) throw new Error(`the desk does not hold ${symbol}`);
  return { ...reportBook(held.book), ...reportTrades(held.analytics) };
}

function shortest(text: string): string {
  const value = parseDecimal(text);
  if (value === undefined) throw new Error(`not a decimal: ${text}`);
  return formatDecimal(value.mantissa, value.scale);
}

describe("the desk's fold of the demo session", () => {
  test.each([...whole.truth.keys()])("has %s live and true at the end", (symbol) => {
    const truth = whole.truth.get(symbol);
    if (truth === undefined) throw new Error(`no truth of ${symbol}`);
    const { tick, lot } = truth.market;
    const top = (levels: readonly TrueLevel[]) =>
      levels.slice(0, 10).map(({ ticks, lots }) => [shortest(tick.text(ticks)), shortest(lot.text(lots))]);
    const lost = truth.withheld.length;
    expect(reportOf(symbol)).toMatchObject({
      quality: "live",
      resyncs: lost,
      epoch: 1 + lost,
      lastUpdateId: truth.lastUpdateId,
      bidLevels: truth.bids.length,
      askLevels: truth.asks.length,
      bids: top(truth.bids),
      asks: top(truth.asks),
      trades: truth.trades.count,
    });
  });

  test("names the one loss: its cause, the frame that showed it, and the one after which the book was whole", () => {
    const gaps = [...whole.truth.keys()].flatMap((symbol) => reportOf(symbol).gaps.map((gap) => ({ symbol, ...gap })));
    const diffs = ofSymbol(whole, "SOLUSDT", "depth");
    const [lost] = whole.truth.get("SOLUSDT")?.withheld ?? [];
    const snapshot = ofSymbol(whole, "SOLUSDT", "snapshot").at(-1);
    if (lost === undefined || snapshot === undefined) throw new Error("nothing was lost or repaired");
    const shownBy = diffs.find(({ first }) => first > lost.lastUpdateId);
    // The snapshot itself where a diff beyond it waited, else the first such diff.
    const beyond = diffs.find(({ last }) => last > snapshot.last);
    const toRx = Math.max(snapshot.rx, beyond?.rx ?? Number.NaN);
    expect(gaps).toEqual([{ symbol: "SOLUSDT", cause: "sequence", fromRx: shownBy?.rx, toRx }]);
  });

  test("counts every frame, rejects none and leaves none waiting", () => {
    const totals = desk.ledger.totals();
    expect(totals).toMatchObject({ received: whole.frames.length, buffered: 0, duplicate: 0 });
    expect(Object.values(totals.rejected).reduce((sum, count) => sum + count, 0)).toBe(0);
  });
});
