import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Desk } from "../../../src/core/desk/desk.ts";
import { BINANCE_SPOT, BINANCE_USDM } from "../../../src/core/venues/binance/venues.ts";
import type { Venue } from "../../../src/core/venues/venue.ts";
import { capturesPresent, Recording } from "../../captures/recording.ts";
import { diffText, snapshotText, tradeText } from "../binance-text.ts";
import { close, depthAnswer, digestOf, frameOf, framesOf, open, recv, reportOf, type Said } from "../frames.ts";
import { foldAndKeep, type Frames, keep, restored } from "./folds.ts";
import { sessionOf } from "./session-arbitrary.ts";

const seed = Date.now() & 0x7fffffff;

/** Folds a script; at every frame `cuts` names, a second desk takes over from the stored states. All must end with the same digest. */
function expectSameAfterRestart(venue: Venue, script: readonly Said[], cuts: readonly number[]): void {
  const desk = new Desk({ venue });
  const others: Desk[] = [];
  for (const frame of framesOf(script)) {
    desk.apply(frame);
    for (const other of others) other.apply(frame);
    if (cuts.includes(frame.rx)) {
      const other = restored(venue, keep(desk));
      expect(digestOf(other), `restored after frame ${frame.rx}`).toBe(digestOf(desk));
      others.push(other);
    }
  }
  const digest = digestOf(desk);
  const reports = desk.instruments().map(({ id }) => reportOf(desk, id));
  for (const [at, other] of others.entries()) {
    expect(
      other.instruments().map(({ id }) => reportOf(other, id)),
      `restored after frame ${cuts[at]}`,
    ).toEqual(reports);
    expect(digestOf(other), `restored after frame ${cuts[at]}`).toBe(digest);
  }
}

describe("a desk that is restored from stored states and told the rest", () => {
  test.each([
    ["spot", BINANCE_SPOT],
    ["futures", BINANCE_USDM],
  ] as const)(`ends with the same digest and reports, wherever any %s session is cut (seed ${seed})`, (_name, venue) => {
    fc.assert(
      fc.property(sessionOf(venue.name !== "binance"), fc.array(fc.nat(199), { minLength: 1, maxLength: 6 }), (script, cuts) => {
        expectSameAfterRestart(
          venue,
          script,
          [...new Set(cuts.map((cut) => 1 + (cut % script.length)))].sort((a, b) => a - b),
        );
      }),
      { seed, numRuns: 200 },
    );
  });

  test("does so from every single frame of a session with a waiting snapshot, waiting diffs, gaps and both ends of a connection", () => {
    const script = [
      depthAnswer("BTCUSDT", snapshotText(100, "99.5 1", "101.25 1")),
      open(),
      recv(diffText({ U: 90, u: 95 })),
      recv(diffText({ U: 96, u: 105, bids: "99.5 12345678901234567890.5", asks: "101.25 0, 102 3" })),
      recv(diffText({ U: 107, u: 108 })),
      recv(diffText({ U: 109, u: 110, asks: "103 9007199254740993" })),
      recv(diffText({ U: 112, u: 113 })),
      depthAnswer("BTCUSDT", snapshotText(107, "98 1", "102 1")),
      depthAnswer("BTCUSDT", snapshotText(111, "98 1", "102 1")),
      recv(diffText({ U: 114, u: 114, bids: "98 0" })),
      recv(tradeText({ id: 1, ms: 1_723_161_600_000, price: "100.25", qty: "1.5" })),
      close(),
      recv(tradeText({ id: 4, ms: 1_723_161_700_000, price: "100.5", qty: "9007199254740993.1" })),
      open(2),
      recv(diffText({ U: 130, u: 131 })),
      recv(tradeText({ id: 2, ms: 1_723_161_601_000, price: "100", qty: "2", m: true })),
      depthAnswer("BTCUSDT", snapshotText(130, "90 1", "110 1")),
      recv(diffText({ U: 132, u: 133, bids: "111 1" })),
      recv("{"),
    ];
    const cuts = script.map((_, at) => at + 1);
    expectSameAfterRestart(BINANCE_SPOT, script, cuts);
    const desk = new Desk({ venue: BINANCE_SPOT });
    for (const frame of framesOf(script)) desk.apply(frame);
    expect(reportOf(desk, "binance:BTCUSDT").gaps.map(({ cause }) => cause)).toEqual(["sequence", "disconnect", "crossed"]);
  });

  test("knows the connection its books were on: a close after the restart makes them down", () => {
    const script = [open(), depthAnswer("BTCUSDT", snapshotText(100, "99 1", "101 1")), recv(diffText({ U: 101, u: 102 }))];
    const desk = new Desk({ venue: BINANCE_SPOT });
    for (const frame of framesOf(script)) desk.apply(frame);
    const other = restored(BINANCE_SPOT, keep(desk));
    expect(reportOf(other, "binance:BTCUSDT")).toMatchObject({ quality: "live", bids: [["99", "1"]] });
    other.apply(frameOf(close(), 4));
    expect(reportOf(other, "binance:BTCUSDT")).toMatchObject({ quality: "down", reason: "connection ws-1 is closed", bids: [] });
  });

  test.skipIf(!capturesPresent).each([
    ["binance", BINANCE_SPOT, "binance-spot/spot_ethusdt_20240808.gz"],
    ["binance-usdm", BINANCE_USDM, "binance-usdm/usdm_ethusdt_20240808.gz"],
  ] as const)("ends with the same digest from every mark of a recording of %s", (_name, venue, file) => {
    const recording = new Recording("ETHUSDT", [file]);
    const frames: Frames = () => recording.frames(0, 5000);
    const { digest, kept, closing } = foldAndKeep(venue, frames);
    expect(kept.length).toBeGreaterThan(10);
    for (const { mark, states } of kept) {
      const desk = restored(venue, states);
      const later = kept.filter((other) => other.mark.afterRx > mark.afterRx).map((other) => other.mark);
      for (const frame of recording.frames(mark.afterRx, 5000)) {
        desk.apply(frame);
        if (later[0]?.afterRx === frame.rx) desk.mark(later.shift() ?? closing);
      }
      desk.mark(closing);
      expect(digestOf(desk), `restored after frame ${mark.afterRx}`).toBe(digest);
    }
  });
});
