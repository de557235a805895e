import { describe, expect, test } from "vitest";
import { formatDecimal, type Int } from "../../src/core/base/decimal.ts";
import type { DepthUpdate, LevelList } from "../../src/core/book/depth-update.ts";
import type { SequencePolicy } from "../../src/core/book/sequence-policy.ts";
import type { Frame } from "../../src/core/contract/frame.ts";
import { BINANCE_SPOT } from "../../src/core/venues/binance/venues.ts";
import type { Message } from "../../src/core/venues/message.ts";
import type { Venue } from "../../src/core/venues/venue.ts";
import { type Judgement, judge } from "./judge.ts";
import { capturesPresent, expectedOf, Recording } from "./recording.ts";

/** The venue with a defect in its decoder: `spoil` changes each message before the fold sees it. */
function spoilt(spoil: (message: Message) => void): Venue {
  return {
    ...BINANCE_SPOT,
    decoder(interest) {
      const decoder = BINANCE_SPOT.decoder(interest);
      return {
        table: decoder.table,
        decode(frame) {
          const messages = decoder.decode(frame);
          for (const message of messages) spoil(message);
          return messages;
        },
      };
    },
  };
}

/** The venue with a defect in its sequence rule. */
const lax = (change: Partial<SequencePolicy>): Venue => ({ ...BINANCE_SPOT, sequence: { ...BINANCE_SPOT.sequence, ...change } });

function eachSide(message: Message, change: (list: LevelList) => void): void {
  if (message.kind === "depth" || message.kind === "snapshot") for (const list of [message.depth.bids, message.depth.asks]) change(list);
}

const levelsOf = (list: LevelList): (readonly [price: Int, qty: Int])[] =>
  Array.from({ length: list.count }, (_, i) => [list.priceAt(i), list.qtyAt(i)]);

function keepZeroQuantities(message: Message): void {
  eachSide(message, (list) => list.assign(levelsOf(list).filter(([, qty]) => qty !== 0)));
}

function swapSides(message: Message): void {
  if (message.kind !== "depth" && message.kind !== "snapshot") return;
  const { bids, asks } = message.depth;
  const [oldBids, oldAsks] = [levelsOf(bids), levelsOf(asks)];
  bids.assign(oldAsks);
  asks.assign(oldBids);
}

/** Prices go through a double: 2620.70 is 262069.99999999997 hundredths, and so one tick too low. */
function useFloats(message: Message): void {
  const { price: places } = message.depth.scale;
  const tick = (price: Int): number => Math.trunc(Number(formatDecimal(price, places)) * 10 ** places);
  eachSide(message, (list) => list.assign(levelsOf(list).map(([price, qty]) => [tick(price), qty])));
}

/** The place of the 2,000th diff among the frames: well after the snapshot, well before the end. */
const NTH_DIFF = 2000;

function isDiff({ bytes, start, end }: Frame): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(60, end - start)).includes("@depth");
}

/** The same frames, numbered anew, without the one diff, or with it once more after `later` other diffs. */
function* edited(recording: Recording, how: "dropped" | "repeated", later = 0): Generator<Frame> {
  let diffs = 0;
  let rx = 0;
  let kept: Frame | null = null;
  for (const frame of recording.frames()) {
    const line = frame.rx;
    const diff = isDiff(frame);
    if (diff) diffs++;
    const chosen = diff && diffs === NTH_DIFF;
    if (chosen && how === "repeated") kept = { ...frame };
    if (!(chosen && how === "dropped")) yield Object.assign(frame, { rx: ++rx });
    frame.rx = line;
    if (kept !== null && diff && diffs === NTH_DIFF + later) yield { ...kept, rx: ++rx };
  }
}

describe.skipIf(!capturesPresent)("the witnesses of a replayed recording", () => {
  const load = (): { recording: Recording; expected: ReturnType<typeof expectedOf> } => ({
    recording: new Recording("ETHUSDT", ["binance-spot/spot_ethusdt_20240808.gz", "binance-spot/spot_ethusdt_20240809.gz"]),
    expected: expectedOf("binance-spot", 1),
  });
  const { recording, expected } = capturesPresent ? load() : { recording: null, expected: null };

  function replay(venue: Venue, frames?: Iterable<Frame>): Judgement {
    if (recording === null) throw new Error("no captures");
    return judge(venue, "ETHUSDT", frames ?? recording.frames(), expected);
  }

  const honest = capturesPresent ? replay(BINANCE_SPOT) : null;
  const all = honest?.passed ?? [];

  test("have nothing to say against the program itself", () => {
    expect(honest).toMatchObject({ wrong: [], quotes: { equal: 6468, compared: 6468 }, report: { quality: "live", gaps: [] } });
    expect(all).toEqual([1, 1000, 3000, 6468]);
  });

  test("catch the mutant: zero quantity not removed (the book crosses as soon as a level at the touch should have gone)", () => {
    const { report, digest, quotes } = replay(spoilt(keepZeroQuantities));
    expect(report).toMatchObject({ quality: "gap", gaps: [{ cause: "crossed" }] });
    expect(quotes.equal).toBeLessThan(100);
    expect(digest).not.toBe(honest?.digest);
  });

  test("catch the mutant: zero quantity not removed, away from the touch (expected.json counts levels that should be gone)", () => {
    let best = 0;
    const { wrong, digest } = replay(
      spoilt((message) => {
        if (message.kind === "bbo") best = Number(formatDecimal(message.quote.bidPrice, message.quote.scale.price));
        const { price: places } = message.depth.scale;
        const near = (price: Int): boolean => Math.abs(Number(formatDecimal(price, places)) - best) < 50;
        eachSide(message, (list) => list.assign(levelsOf(list).filter(([price, qty]) => qty !== 0 || near(price))));
      }),
    );
    expect(wrong).toContain(6468);
    expect(digest).not.toBe(honest?.digest);
  });

  test("catch the mutant: sides swapped (the snapshot is crossed, the book never becomes readable)", () => {
    const { report, passed, ledger, quotes } = replay(spoilt(swapSides));
    expect(report).toMatchObject({ quality: "syncing", epoch: 0, bids: [] });
    expect(ledger.rejected).toEqual({ crossed: 1 });
    expect(passed).toEqual([]);
    expect(quotes.compared).toBe(0);
  });

  test("catch the mutant: sides swapped in diffs only", () => {
    const { report, quotes } = replay(spoilt((message) => message.kind === "depth" && swapSides(message)));
    expect(report).toMatchObject({ quality: "gap", gaps: [{ cause: "crossed" }] });
    expect(quotes.equal).toBe(0);
  });

  test("catch the mutant: one delta dropped (the sequence shows it at the next diff; without that rule expected.json and digest do)", () => {
    if (recording === null) return;
    const lost = replay(BINANCE_SPOT, edited(recording, "dropped"));
    expect(lost.report).toMatchObject({ quality: "gap", bids: [], gaps: [{ toRx: null, cause: "sequence" }], deltas: { applied: NTH_DIFF - 3 } });
    const blind = replay(lax({ follows: () => true }), edited(recording, "dropped"));
    expect(blind.report).toMatchObject({ quality: "live", gaps: [] });
    expect(blind.wrong.length).toBeGreaterThan(0);
    expect(blind.digest).not.toBe(honest?.digest);
  });

  test("catch the mutant: one delta duplicated (counted once as a duplicate; applied again, the best quotes and expected.json differ)", () => {
    if (recording === null) return;
    const twice = replay(BINANCE_SPOT, edited(recording, "repeated", 300));
    expect(twice.ledger).toMatchObject({ duplicate: 1, rejected: {} });
    expect(twice).toMatchObject({ wrong: [], quotes: { equal: 6468 }, report: { quality: "live", gaps: [], deltas: { duplicate: 1 } } });
    let diffs = 0;
    let old: DepthUpdate | null = null;
    const again = replay(
      spoilt((message) => {
        if (message.kind !== "depth") return;
        diffs++;
        if (diffs === NTH_DIFF) old = message.depth.clone();
        if (diffs !== NTH_DIFF + 300 || old === null) return;
        const { bids, asks } = old.atScale(message.depth.scale);
        for (const [list, earlier] of [[message.depth.bids, bids], [message.depth.asks, asks]] as const) list.assign([...levelsOf(list), ...levelsOf(earlier)]); // prettier-ignore
      }),
    );
    expect([...again.wrong, ...again.quotes.different, ...again.report.gaps]).not.toEqual([]);
    expect(again.digest).not.toBe(honest?.digest);
  });

  test("catch the mutant: one trade duplicated (the ids show it: counted once, as a duplicate)", () => {
    if (recording === null) return;
    const frames = function* (): Generator<Frame> {
      let rx = 0;
      for (const frame of recording.frames(0, 3000)) {
        yield Object.assign(frame, { rx: ++rx });
        if (recording.text(rx - 1).includes('"e":"trade"')) yield { ...frame, rx: rx + 1e6 };
      }
    };
    const { report, ledger } = replay(BINANCE_SPOT, frames());
    expect(ledger.duplicate).toBe(report.trades);
    expect(report.trades).toBeGreaterThan(100);
  });

  test("catch the mutant: float instead of decimal (some levels stand a tick beside the exchange's, and expected.json says so)", () => {
    const { wrong, digest } = replay(spoilt(useFloats));
    expect(wrong).toContain(6468); // a few levels only, none of them at the touch: the best quotes alone would not see it
    expect(digest).not.toBe(honest?.digest);
  });
});
