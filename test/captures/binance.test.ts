import { describe, expect, test } from "vitest";
import { Desk } from "../../src/core/desk/desk.ts";
import { venueNamed } from "../../src/core/venues/all-venues.ts";
import type { Venue } from "../../src/core/venues/venue.ts";
import { expectLedgerAdds, reportOf } from "../core/frames.ts";
import type { Verdict } from "../../src/core/desk/best-quotes.ts";
import { judge } from "./judge.ts";
import { capturesPresent, type Expected, expectedOf, Recording } from "./recording.ts";

/**
 * `live`: of the depth events that come while the book is live, how many agree with the exchange's best bid and ask, and how many there
 * are. `all`: the same with the events that waited for the snapshot. The README of the recordings gives `live` for August, `all` for July.
 */
const CASES = [
  { venue: "binance", symbol: "BTCUSDT", days: ["20240808", "20240809"], entry: 0, live: [6490, 6492], all: [6491, 6493] },
  { venue: "binance", symbol: "ETHUSDT", days: ["20240808", "20240809"], entry: 1, live: [6468, 6468], all: [6468, 6468] },
  { venue: "binance-usdm", symbol: "BTCUSDT", days: ["20240808"], entry: 0, live: [6545, 6545], all: [6547, 6547] },
  { venue: "binance-usdm", symbol: "ETHUSDT", days: ["20240808"], entry: 1, live: [6579, 6579], all: [6581, 6581] },
  { venue: "binance-usdm", symbol: "BTCUSDT", days: ["20240718", "20240719"], entry: 2, live: [9016, 9016], all: [9017, 9017] },
  { venue: "binance-usdm", symbol: "ETHUSDT", days: ["20240718", "20240719"], entry: 3, live: [8922, 8922], all: [8924, 8924] },
] as const;

/** The two events on spot where the feed's own `bookTicker` is silent about a level that vanished and came back within 13 ids. */
const SILENT_QUOTES = [50093478174, 50093480542];

function venue(name: string): Venue {
  const found = venueNamed(name);
  if (found === undefined) throw new Error(`no venue ${name}`);
  return found;
}

function expectQuotes({ equal, compared, different }: Verdict, expected: readonly [number, number]): void {
  expect([equal, compared]).toEqual(expected);
  expect(different).toEqual(equal < compared ? SILENT_QUOTES : []);
}

for (const { venue: name, symbol, days, entry, live, all } of CASES) {
  const [market, prefix] = name === "binance" ? (["binance-spot", "spot"] as const) : (["binance-usdm", "usdm"] as const);

  describe.skipIf(!capturesPresent)(`${name}:${symbol} as recorded on ${days.join(" and ")}`, () => {
    const load = (): { expected: Expected; recording: Recording; checkpoints: number[] } => {
      const expected = expectedOf(market, entry);
      const recording = new Recording(symbol, days.map((day) => `${market}/${prefix}_${symbol.toLowerCase()}_${day}.gz`)); // prettier-ignore
      return { expected, recording, checkpoints: expected.checkpoints.map(({ afterEvent }) => afterEvent) };
    };

    test("gives the exact books, without a gap, and the exchange's own best bid and ask after every depth event", () => {
      const { expected, recording, checkpoints } = load();
      expect(recording.lines).toBe(expected.lines);
      const { passed, wrong, quotes, report, ledger } = judge(venue(name), symbol, recording.frames(), expected);
      // Where more than one diff waited for the snapshot, they are applied in one step and checkpoint 1 lies inside it.
      expect(passed.filter((event) => event > 1)).toEqual(checkpoints.filter((event) => event > 1));
      expect(wrong).toEqual([]);
      expectQuotes(quotes, live);
      const stale = expected.droppedBeforeSnapshot;
      expect(report).toMatchObject({ quality: "live", reason: null, epoch: 1, resyncs: 0, gaps: [], lastUpdateId: expected.lastU });
      expect(report).toMatchObject({ trades: expected.trades, deltas: { applied: expected.depthEvents - stale, stale, duplicate: 0 } });
      expectLedgerAdds(ledger, expected.lines);
      expect(ledger).toMatchObject({ duplicate: 0, stale, buffered: 0, control: 0, rejected: {} });
    });

    test("gives the same books when the snapshot comes before everything else", () => {
      const { expected, recording, checkpoints } = load();
      const { passed, wrong, quotes, report } = judge(venue(name), symbol, recording.framesAfterSnapshot(), expected);
      expect(passed).toEqual(checkpoints);
      expect(wrong).toEqual([]);
      expectQuotes(quotes, all);
      expect(report).toMatchObject({ quality: "live", epoch: 1, gaps: [], lastUpdateId: expected.lastU });
    });
  });
}

describe.skipIf(!capturesPresent)("a recording", () => {
  function replay(name: string, file: string): Desk {
    const desk = new Desk({ venue: venue(name) });
    for (const frame of new Recording("BTCUSDT", [file]).frames()) desk.apply(frame);
    return desk;
  }

  test("without a snapshot ends syncing, says why, and counts its trades", () => {
    const desk = replay("binance", "binance-spot/spot_btcusdt_20230405_nosnapshot.gz");
    expect(reportOf(desk, "binance:BTCUSDT")).toMatchObject({
      quality: "syncing",
      reason: "3929 updates wait for a snapshot",
      gaps: [],
      bidLevels: 0,
      askLevels: 0,
      bids: [],
      asks: [],
      lastUpdateId: null,
      trades: 3144,
    });
    expect(desk.ledger.totals()).toMatchObject({ received: 15_088, buffered: 3929, rejected: {} });
  });

  test.each([
    ["binance", "binance-usdm/usdm_btcusdt_20240808.gz", "gap", /^sequence at frame \d+; update \d+\.\.\d+ does not follow \d+/],
    ["binance-usdm", "binance-spot/spot_btcusdt_20240808.gz", "syncing", /^a snapshot waits for the update that continues it$/],
  ])("read by the rules of the other market (%s, %s) is never readable and says why", (name, file, quality, reason) => {
    const desk = new Desk({ venue: venue(name) });
    let readable = 0;
    for (const frame of new Recording("BTCUSDT", [file]).frames()) {
      desk.apply(frame);
      for (const { book } of desk.instruments()) if (book?.isReadable) readable++;
    }
    expect(readable).toBe(0);
    expect(desk.instruments()).toHaveLength(1);
    const report = reportOf(desk, `${name}:BTCUSDT`);
    expect(report).toMatchObject({ quality, bids: [], asks: [], bidLevels: 0, askLevels: 0 });
    expect(report.reason).toMatch(reason);
    expect(report.trades).toBeGreaterThan(0);
  });
});
