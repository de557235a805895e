import type { CandleRow } from "../../core/candles/candle-row.ts";
import type { Frame } from "../../core/contract/frame.ts";
import { Desk } from "../../core/desk/desk.ts";
import { venueNamed } from "../../core/venues/all-venues.ts";
import { SessionReader } from "../store/session-reader.ts";
import { unknownVenue } from "./partition-replay.ts";

/**
 * All 1 m candles of one instrument of a session file, read as though a mark stood at the end; null where the file does not
 * hold the instrument. Only its aggregates are folded.
 */
export async function replayCandles(tape: string, instrument: string, onProgress: (frames: number, total: number) => void): Promise<CandleRow[] | null> {
  const reader = SessionReader.open(tape);
  try {
    const venue = venueNamed(reader.manifest.venue) ?? unknownVenue(reader);
    const rows: CandleRow[] = [];
    const desk = new Desk({
      venue,
      partition: { parts: (id) => (id === instrument ? ["analytics"] : []), countsControl: false },
      onCandle: (_, row) => rows.push(row),
    });
    const frame: Frame = { rx: 0, kind: "recv", conn: "", epoch: 0, url: "", bytes: new Uint8Array(0), start: 0, end: 0 };
    const marks = reader.marks();
    let mark = 0;
    for (const block of reader.blocks()) {
      for (let at = 0; at < block.count; at++) {
        block.read(at, frame);
        desk.apply(frame);
        for (; mark < marks.length && (marks[mark]?.afterRx ?? 0) <= frame.rx; mark++) desk.mark(marks[mark] as (typeof marks)[number]);
      }
      onProgress(frame.rx, reader.frames);
    }
    const held = desk.find(instrument)?.analytics;
    return held ? [...rows, ...held.analytics.candles()] : null;
  } finally {
    reader.close();
  }
}
