import { blankFrame, type Frame } from "../../core/contract/frame.ts";
import { Desk, type DeskOptions } from "../../core/desk/desk.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import { venueNamed } from "../../core/venues/all-venues.ts";
import type { Venue } from "../../core/venues/venue.ts";
import { SessionReader } from "../store/session-reader.ts";
import { unknownVenue } from "./partition-replay.ts";

/** A fold that has reached the end of its files. */
export interface FinishedFold {
  readonly desk: Desk;
  readonly venue: Venue;
}

/**
 * Folds the aggregates of the wanted instruments over a session file, or over files that go on after one another, in one pass, with whatever
 * `beside` puts beside them, or of them the candles alone: to its end, or up to frame `untilRx` and the marks that lie before the next. Rejects
 * with a SessionFileError where a file is none, or is damaged.
 */
export async function replayBeside(
  tapes: string | readonly string[],
  wants: (instrument: InstrumentId) => boolean,
  onProgress: (frames: number, total: number) => void,
  beside: NonNullable<DeskOptions["beside"]>,
  { candlesOnly = false, untilRx = Number.POSITIVE_INFINITY }: { readonly candlesOnly?: boolean; readonly untilRx?: number | undefined } = {},
): Promise<FinishedFold> {
  const readers: SessionReader[] = [];
  try {
    for (const tape of [tapes].flat()) readers.push(SessionReader.open(tape));
    const [first] = readers;
    if (first === undefined) throw new RangeError("there is no recording to read");
    const venue = venueNamed(first.manifest.venue) ?? unknownVenue(first);
    const desk = new Desk({
      venue,
      partition: { parts: (id) => (wants(id) ? ["analytics"] : []), countsControl: false },
      beside,
      candlesOnly,
    });
    for (const keyframe of first.baseKeyframes()) desk.restoreOwn(keyframe);
    const lastRx = Math.min(untilRx, Math.max(...readers.map(({ frames }) => frames)));
    const frame: Frame = blankFrame();
    frame.rx = first.baseRx;
    for (const reader of readers) {
      foldFile(desk, reader, frame, lastRx, () => onProgress(frame.rx - first.baseRx, lastRx - first.baseRx));
    }
    return { desk, venue };
  } finally {
    for (const reader of readers) reader.close();
  }
}

/** Folds what a file holds after the frame that was folded last, up to `lastRx`. */
function foldFile(desk: Desk, reader: SessionReader, frame: Frame, lastRx: number, onBlock: () => void): void {
  const fromRx = frame.rx;
  const marks = reader.marks().filter(({ afterRx }) => afterRx > fromRx);
  let next = 0;
  for (const block of reader.blocks(fromRx + 1)) {
    for (let at = Math.max(0, fromRx + 1 - block.firstRx); at < block.count && block.firstRx + at <= lastRx; at++) {
      block.read(at, frame);
      desk.apply(frame);
      for (let mark = marks[next]; mark !== undefined && mark.afterRx <= frame.rx; mark = marks[++next]) desk.mark(mark);
    }
    if (block.firstRx > lastRx) break;
    onBlock();
  }
}
