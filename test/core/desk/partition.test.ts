import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Desk } from "../../../src/core/desk/desk.ts";
import { partitionOf } from "../../../src/core/desk/partition.ts";
import { BINANCE_SPOT, BINANCE_USDM } from "../../../src/core/venues/binance/venues.ts";
import { OKX } from "../../../src/core/venues/okx/venue.ts";
import { capturesPresent, Recording } from "../../captures/recording.ts";
import { expectLedgerAdds, framesOf, recv } from "../frames.ts";
import { okxTrade } from "../venues/okx/text.ts";
import { foldAndKeep, type Frames, foldShared } from "./folds.ts";
import { sessionOf } from "./session-arbitrary.ts";

const seed = Date.now() & 0x7fffffff;

describe("a desk shared by several workers", () => {
  test.each([1, 2, 3, 4, 7])("of %d: each part of an instrument is held by exactly one, and one counts the frames of none", (count) => {
    const shares = Array.from({ length: count }, (_, index) => partitionOf(index, count));
    expect(shares.filter((share) => share.countsControl)).toHaveLength(1);
    const busy = new Set<number>();
    for (let n = 0; n < 500; n++) {
      const parts = shares.flatMap((share, index) => share.parts(`binance:SYM${n}`).map((part) => [part, index] as const));
      expect(parts.map(([part]) => part).sort()).toEqual(["analytics", "book"]);
      for (const [, index] of parts) busy.add(index);
    }
    expect(busy.size).toBe(count);
  });

  test("keeps frames of several instruments aside only where ledgers are brought together, and only those it has a part of", () => {
    const trade = (symbol: string, id: number): string => okxTrade(symbol, id, "1", "2").replace(/^.*"data":\[|\]\}$/g, "");
    const script = framesOf([recv(`{"arg":{"channel":"trades","instId":"A-B"},"data":[${trade("A-B", 1)},${trade("C-D", 1)}]}`)]);
    const shares = Array.from({ length: 16 }, (_, index) => partitionOf(index, 16));
    const held = shares.map((partition) => {
      const desk = new Desk({ venue: OKX, partition });
      for (const frame of script) desk.apply(frame);
      return desk.ledger.shared.size;
    });
    expect(held.filter((size) => size > 0).length).toBeLessThanOrEqual(2);
    const alone = new Desk({ venue: OKX, partition: { parts: () => ["analytics"], countsControl: false } });
    for (const frame of script) alone.apply(frame);
    expect([alone.ledger.shared.size, alone.ledger.totals().applied]).toEqual([0, 1]);
  });

  test.each([
    ["spot", BINANCE_SPOT],
    ["futures", BINANCE_USDM],
  ] as const)(`gives the same digest, ledger and reports for 1, 2, 3 and 4 workers on any %s session (seed ${seed})`, (_name, venue) => {
    fc.assert(
      fc.property(sessionOf(venue.name !== "binance"), (script) => {
        const list = framesOf(script);
        const frames: Frames = () => list;
        const { digest, kept, closing } = foldAndKeep(venue, frames);
        const marks = [...kept.map(({ mark }) => mark), closing];
        const one = foldShared(venue, frames, marks, 1);
        expect(one.digest).toBe(digest);
        expectLedgerAdds(one.ledger, script.length);
        for (const count of [2, 3, 4]) expect(foldShared(venue, frames, marks, count)).toEqual(one);
      }),
      { seed, numRuns: 250 },
    );
  });

  test.skipIf(!capturesPresent)("gives the same digest and ledger for 1, 2 and 4 workers on a recording of two instruments", () => {
    const btc = new Recording("BTCUSDT", ["binance-spot/spot_btcusdt_20240808.gz"]);
    const eth = new Recording("ETHUSDT", ["binance-spot/spot_ethusdt_20240808.gz"]);
    const frames: Frames = function* () {
      let rx = 0;
      for (let line = 0; line < 6000; line++) {
        for (const one of [btc, eth]) for (const frame of one.frames(line, line + 1)) yield Object.assign(frame, { rx: ++rx });
      }
    };
    const { digest, kept, closing } = foldAndKeep(BINANCE_SPOT, frames);
    const marks = [...kept.map(({ mark }) => mark), closing];
    const one = foldShared(BINANCE_SPOT, frames, marks, 1);
    expect(one.digest).toBe(digest);
    expect(Object.values(one.books).map(({ quality }) => quality)).toEqual(["live", "live"]);
    for (const count of [2, 4]) expect(foldShared(BINANCE_SPOT, frames, marks, count)).toEqual(one);
  });
});
