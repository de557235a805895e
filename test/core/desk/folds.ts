import type { Frame } from "../../../src/core/contract/frame.ts";
import { Desk } from "../../../src/core/desk/desk.ts";
import { type BookReport, reportBook, reportTrades, type TradesReport } from "../../../src/core/desk/instrument-report.ts";
import { decodeState, deskDigest, encodeState, instrumentDigest, stateDigest } from "../../../src/core/desk/part-state.ts";
import { partitionOf } from "../../../src/core/desk/partition.ts";
import type { InstrumentId } from "../../../src/core/market/instrument.ts";
import { type LedgerTotals, mergeLedgers } from "../../../src/core/session/ledger.ts";
import type { Mark, Part } from "../../../src/core/session/mark.ts";
import { MarkRule } from "../../../src/core/session/mark-rule.ts";
import type { Venue } from "../../../src/core/venues/venue.ts";
import { digestOf } from "../frames.ts";

/** Frames that can be read again and again; numbered from 1. */
export type Frames = () => Iterable<Frame>;

export interface Outcome {
  readonly digest: string;
  readonly ledger: LedgerTotals;
  readonly books: Readonly<Record<string, BookReport>>;
  readonly trades: Readonly<Record<string, TradesReport>>;
}

/** The state of every instrument at a mark, as a session file stores it. */
export interface Kept {
  readonly mark: Mark;
  readonly states: readonly (readonly [InstrumentId, Part, Uint8Array])[];
}

/** Folds frames in one desk, places the marks as an import does, and keeps all states at each. */
export function foldAndKeep(venue: Venue, frames: Frames): { readonly digest: string; readonly kept: readonly Kept[]; readonly closing: Mark } {
  const desk = new Desk({ venue });
  const rule = new MarkRule(venue.name);
  const kept: Kept[] = [];
  for (const frame of frames()) {
    desk.apply(frame);
    const instrument = desk.lastSlot < 0 ? null : (desk.instruments()[desk.lastSlot]?.id ?? null);
    const mark = rule.after(frame.rx, instrument, frame.end - frame.start, frame.kind === "rest", desk.eventMs);
    if (mark === null) continue;
    desk.mark(mark);
    kept.push({ mark, states: keep(desk) });
  }
  const closing = rule.closing(desk.instruments().map(({ id }) => id));
  desk.mark(closing);
  return { digest: digestOf(desk), kept, closing };
}

export function keep(desk: Desk): Kept["states"] {
  return desk.instruments().flatMap(({ id, book, analytics }) => {
    if (book === null || analytics === null) throw new Error(`${id} is not held whole`);
    return [[id, "book", encodeState(book.state())] as const, [id, "analytics", encodeState(analytics.state())] as const];
  });
}

export function restored(venue: Venue, states: Kept["states"]): Desk {
  const desk = new Desk({ venue });
  for (const [id, part, bytes] of states) desk.restore(id, part, decodeState(bytes));
  return desk;
}

/** Folds frames by `count` workers' shares with the marks between them, and brings the shares together as a replay does. */
export function foldShared(venue: Venue, frames: Frames, marks: readonly Mark[], count: number): Outcome {
  const desks = Array.from({ length: count }, (_, index) => new Desk({ venue, partition: partitionOf(index, count) }));
  for (const desk of desks) {
    let next = 0;
    for (const frame of frames()) {
      desk.apply(frame);
      for (; marks[next]?.afterRx === frame.rx; next++) desk.mark(marks[next] as Mark);
    }
  }
  const held = desks.flatMap((desk) => desk.instruments());
  const books = held.flatMap(({ id, book }) => (book ? [[id, book] as const] : []));
  const analytics = new Map(held.flatMap((instrument) => (instrument.analytics ? [[instrument.id, instrument.analytics] as const] : [])));
  if (books.length !== analytics.size) throw new Error(`${books.length} books, but ${analytics.size} instruments with trades`);
  const digests = books.map(([id, book]) => {
    const trades = analytics.get(id);
    if (trades === undefined) throw new Error(`no worker holds the trades of ${id}`);
    return [id, instrumentDigest(stateDigest(book.state()), stateDigest(trades.state()))] as const;
  });
  return {
    digest: deskDigest(new Map(digests)),
    ledger: mergeLedgers(desks.map(({ ledger }) => ({ totals: ledger.totals(), shared: [...ledger.shared] }))),
    books: Object.fromEntries(books.map(([id, book]) => [id, reportBook(book)])),
    trades: Object.fromEntries([...analytics].map(([id, part]) => [id, reportTrades(part)])),
  };
}
