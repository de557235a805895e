import { blankFrame, type Frame } from "../../core/contract/frame.ts";
import { Desk, type DeskOptions } from "../../core/desk/desk.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import { venueNamed } from "../../core/venues/all-venues.ts";
import type { Venue } from "../../core/venues/venue.ts";
import { SessionReader } from "../store/session-reader.ts";
import { unknownVenue } from "./partition-replay.ts";

/** A fold that has reached the end of its file. */
export interface FinishedFold {
  readonly desk: Desk;
  readonly venue: Venue;
}

/**
 * Folds the aggregates of the wanted instruments over a session file in one pass, with whatever `beside` puts beside them, or of
 * them the candles alone: to its end, or up to frame `untilRx` and the marks that lie before the next. Rejects with a SessionFileError where the file is none, or is damaged.
 */
export async function replayBeside(
  tape: string,
  wants: (instrument: InstrumentId) => boolean,
  onProgress: (frames: number, total: number) => void,
  beside: NonNullable<DeskOptions["beside"]>,
  { candlesOnly = false, untilRx = Number.POSITIVE_INFINITY }: { readonly candlesOnly?: boolean; readonly untilRx?: number | undefined } = {},
): Promise<FinishedFold> {
  const reader = SessionReader.open(tape);
  try {
    const venue = venueNamed(reader.manifest.venue) ?? unknownVenue(reader);
    const desk = new Desk({
      venue,
      partition: { parts: (id) => (wants(id) ? ["analytics"] : []), countsControl: false },
      beside,
      candlesOnly,
    });
    for (const keyframe of reader.baseKeyframes()) desk.restoreOwn(keyframe);
    const frame: Frame = blankFrame();
    const marks = reader.marks();
    let next = 0;
    const lastRx = Math.min(untilRx, reader.frames);
    for (const block of reader.blocks()) {
      for (let at = 0; at < block.count && block.firstRx + at <= lastRx; at++) {
        block.read(at, frame);
        desk.apply(frame);
        for (let mark = marks[next]; mark !== undefined && mark.afterRx <= frame.rx; mark = marks[++next]) desk.mark(mark);
      }
      if (block.firstRx > lastRx) break;
      onProgress(frame.rx - reader.baseRx, lastRx - reader.baseRx);
    }
    return { desk, venue };
  } finally {
    reader.close();
  }
}
