import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Frame } from "../../../src/core/contract/frame.ts";
import { decoderContextOf } from "../../../src/core/desk/book-part.ts";
import { Desk } from "../../../src/core/desk/desk.ts";
import type { InstrumentReport } from "../../../src/core/desk/instrument-report.ts";
import { decodeState } from "../../../src/core/desk/part-state.ts";
import type { Venue } from "../../../src/core/venues/venue.ts";
import { foldShared, keep, restored } from "../desk/folds.ts";
import { digestOf, expectLedgerAdds, framesOf, reportOf, type Said, ScriptedDesk } from "../frames.ts";
import { MESSAGE_MUTANTS } from "./message-mutants.ts";

/** What a venue shows of itself: a session in its own words, small and written by hand or by a recording. */
export interface VenueSample {
  readonly venue: Venue;
  /** A session on one connection: at least two instruments, a snapshot of each, four diffs or more of the first, trades. Nothing is lost in it. */
  readonly script: readonly Said[];
  /** The first instrument's symbol, and its ten best levels at the end, worked out by hand or taken from the exchange. */
  readonly symbol: string;
  readonly bids: readonly (readonly [price: string, qty: string])[];
  readonly asks: readonly (readonly [price: string, qty: string])[];
  /** Places in the script of the first instrument's diffs that no later message makes good: without one of them the book is another. */
  readonly diffs: readonly number[];
}

const seed = Date.now() & 0x7fffffff;

/** The promises that every native venue keeps; docs/adding-a-venue.md says why each of them is asked for. */
export function venueContract(sample: VenueSample): void {
  const { venue, script } = sample;
  const id = `${venue.name}:${sample.symbol}`;
  const frames = framesOf(script);

  describe(`the venue contract, kept by ${venue.name}`, () => {
    test("its sample session ends with live and true books, and every frame is accounted for", () => {
      const desk = new ScriptedDesk({ venue }).hear(...script);
      const report = desk.report(id);
      expect(report).toMatchObject({ quality: "live", gaps: [], bids: sample.bids, asks: sample.asks });
      expect(report.trades).toBeGreaterThan(0);
      expect(desk.ledger.rejected).toEqual({});
      expect(desk.desk.instruments().length).toBeGreaterThan(1);
      for (const { book } of desk.desk.instruments()) expect(book?.quality).toBe("live");
    });

    test(`its decoder throws on no bytes, and every frame is counted once (seed ${seed})`, () => {
      const texts = script.map(({ text }) => text);
      const damage = fc.record({ at: fc.nat(script.length - 1), cut: fc.nat(1_000), by: fc.constantFrom(...SPOILS), where: fc.nat(1_000) });
      fc.assert(
        fc.property(fc.array(fc.oneof({ weight: 5, arbitrary: damage }, fc.uint8Array({ maxLength: 60 })), { maxLength: 12 }), (items) => {
          const list = [...frames];
          for (const item of items) list.push(frameOfBytes(item instanceof Uint8Array ? item : damaged(texts[item.at] ?? "", item), list.length + 1));
          const desk = new Desk({ venue });
          for (const frame of list) desk.apply(frame);
          expectLedgerAdds(desk.ledger.totals(), list.length);
        }),
        { seed, numRuns: 300 },
      );
    });

    test(`its session gives the same digest, ledger and reports for 1, 2 and 4 workers, whatever is lost, repeated or damaged (seed ${seed})`, () => {
      fc.assert(
        fc.property(mishapsOf(script), (list) => {
          const one = foldShared(venue, () => list, [], 1);
          expectLedgerAdds(one.ledger, list.length);
          for (const count of [2, 4]) expect(foldShared(venue, () => list, [], count)).toEqual(one);
        }),
        { seed, numRuns: 60 },
      );
    });

    test(`a desk that is restored from keyframes anywhere, with nothing before them, goes on to the same digest (seed ${seed})`, () => {
      fc.assert(
        fc.property(mishapsOf(script), fc.nat(1_000), (list, cut) => {
          const at = 1 + (cut % list.length);
          const whole = new Desk({ venue });
          for (const frame of list.slice(0, at)) whole.apply(frame);
          const states = keep(whole);
          const other = restored(venue, states);
          const book = states.find(([, part]) => part === "book");
          if (book !== undefined) other.resume(decoderContextOf(decodeState(book[2]), venue.sequence), true);
          expect(digestOf(other)).toBe(digestOf(whole));
          // An instrument that was never met has no keyframe to bring the decoder's knowledge with it: from the first frame on then.
          if (book === undefined) return;
          for (const frame of list.slice(at)) for (const desk of [whole, other]) desk.apply(frame);
          expect(digestOf(other)).toBe(digestOf(whole));
        }),
        { seed, numRuns: 100 },
      );
    });

    test.each(Object.keys(MESSAGE_MUTANTS))("the mutant that %s is caught", (name) => {
      const mutant = MESSAGE_MUTANTS[name]?.(venue) as Venue;
      expect(isTrue(reportAfter(mutant, frames, id), sample)).toBe(false);
      expect(isTrue(reportAfter(venue, frames, id), sample)).toBe(true);
    });

    test.each(sample.diffs)("the mutant that drops the diff in frame %d is caught, by the venue's own proof", (place) => {
      const left = renumbered(frames.filter(({ rx }) => rx !== place));
      const report = reportAfter(venue, left, id);
      expect(report.quality).not.toBe("live");
      expect(report.gaps).toHaveLength(1);
    });

    test.each(sample.diffs)("the diff in frame %d, delivered twice, changes nothing and is no gap", (place) => {
      const twice = renumbered(frames.flatMap((frame) => (frame.rx === place ? [frame, frame] : [frame])));
      const report = reportAfter(venue, twice, id);
      expect(report).toMatchObject({ quality: "live", gaps: [], bids: sample.bids, asks: sample.asks });
    });

    test("the mutant that never sees a break is caught: without a diff its book is live, and another", () => {
      const blind: Venue = { ...venue, sequence: { ...venue.sequence, follows: () => true, checksum: null } };
      const blindDecoder: Venue = { ...blind, decoder: (interest) => withoutLosses(venue.decoder(interest)) };
      for (const place of sample.diffs) {
        const report = reportAfter(blindDecoder, renumbered(frames.filter(({ rx }) => rx !== place)), id);
        expect([report.quality, isTrue(report, sample)]).toEqual(["live", false]);
      }
    });
  });
}

function withoutLosses(decoder: ReturnType<Venue["decoder"]>): ReturnType<Venue["decoder"]> {
  return { table: decoder.table, connectionLoss: null, decode: (frame) => decoder.decode(frame) };
}

function isTrue({ quality, gaps, bids, asks }: InstrumentReport, sample: VenueSample): boolean {
  return quality === "live" && gaps.length === 0 && JSON.stringify([bids, asks]) === JSON.stringify([sample.bids, sample.asks]);
}

function reportAfter(venue: Venue, frames: readonly Frame[], id: string): InstrumentReport {
  const desk = new Desk({ venue });
  for (const frame of frames) desk.apply(frame);
  return reportOf(desk, id);
}

function renumbered(frames: readonly Frame[]): Frame[] {
  return frames.map((frame, at) => ({ ...frame, rx: at + 1 }));
}

const SPOILS = ["cut", "null", "NaN", "1e400", "-1", '"x"', "{}", "[]", '{"__proto__":1}', "9".repeat(600), "\u0000", "[".repeat(3_000)] as const;

interface Damage {
  readonly cut: number;
  readonly by: (typeof SPOILS)[number];
  readonly where: number;
}

/** A message cut short, or with one of its values replaced by something else. */
function damaged(text: string, { cut, by, where }: Damage): Uint8Array {
  if (by === "cut") return new TextEncoder().encode(text.slice(0, cut % (text.length + 1)));
  const values = [...text.matchAll(/"[^"]*"(?!:)|-?[0-9][0-9.eE+-]*|true|false|null/g)];
  const value = values[where % Math.max(1, values.length)];
  if (value === undefined) return new TextEncoder().encode(by);
  return new TextEncoder().encode(text.slice(0, value.index) + by + text.slice(value.index + value[0].length));
}

function frameOfBytes(bytes: Uint8Array, rx: number): Frame {
  return { rx, kind: "recv", conn: "ws-1", epoch: 1, url: "", bytes, start: 0, end: bytes.length };
}

/** The session with some of its frames lost, repeated, swapped or damaged, and now and then the connection opened anew. */
function mishapsOf(script: readonly Said[]): fc.Arbitrary<Frame[]> {
  const what = fc.constantFrom("drop", "repeat", "swap", "damage", "reopen");
  const mishap = fc.record({ what, at: fc.nat(script.length - 1), by: fc.constantFrom(...SPOILS), cut: fc.nat(500), where: fc.nat(500) });
  return fc.array(mishap, { maxLength: 4 }).map((mishaps) => {
    let list = framesOf(script);
    for (const { what: kind, at, ...damage } of mishaps) {
      const place = Math.min(at, list.length - 2);
      const [one, two] = [list[place], list[place + 1]] as [Frame, Frame];
      const conn = { ...one, bytes: new Uint8Array(0), start: 0, end: 0, url: "" };
      const bytes = damaged(new TextDecoder().decode(one.bytes), damage);
      const instead: Frame[] = {
        drop: [two],
        repeat: [one, one, two],
        swap: [two, one],
        damage: [{ ...one, bytes, start: 0, end: bytes.length }, two],
        reopen: [one, { ...conn, kind: "close" as const }, { ...conn, kind: "open" as const, epoch: one.epoch + 1, url: urlOf(script) }, two],
      }[kind];
      list = [...list.slice(0, place), ...instead, ...list.slice(place + 2)];
    }
    return renumbered(list);
  });
}

function urlOf(script: readonly Said[]): string {
  return script.find(({ kind }) => kind === "open")?.url ?? "";
}
