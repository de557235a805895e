import type { CandleRow } from "../../core/candles/candle-row.ts";
import { blankFrame, type Frame } from "../../core/contract/frame.ts";
import { Desk } from "../../core/desk/desk.ts";
import { venueNamed } from "../../core/venues/all-venues.ts";
import { SessionReader } from "../store/session-reader.ts";
import { unknownVenue } from "./partition-replay.ts";

/**
 * All 1 m candles of these instruments of a session file, in order of time, read as though a mark stood at the end; an instrument
 * that the file does not hold is absent. Only the aggregates are folded, in one pass.
 */
export async function replayCandles(
  tape: string,
  instruments: readonly string[],
  onProgress: (frames: number, total: number) => void,
): Promise<Map<string, CandleRow[]>> {
  const reader = SessionReader.open(tape);
  try {
    const venue = venueNamed(reader.manifest.venue) ?? unknownVenue(reader);
    const rows = new Map(instruments.map((id): [string, CandleRow[]] => [id, []]));
    const desk = new Desk({
      venue,
      partition: { parts: (id) => (rows.has(id) ? ["analytics"] : []), countsControl: false },
      onCandle: (id, row) => rows.get(id)?.push(row),
    });
    const frame: Frame = blankFrame();
    const marks = reader.marks();
    let next = 0;
    for (const block of reader.blocks()) {
      for (let at = 0; at < block.count; at++) {
        block.read(at, frame);
        desk.apply(frame);
        for (let mark = marks[next]; mark !== undefined && mark.afterRx <= frame.rx; mark = marks[++next]) desk.mark(mark);
      }
      onProgress(frame.rx, reader.frames);
    }
    for (const [id, list] of rows) {
      const held = desk.find(id)?.analytics;
      if (held) list.push(...held.analytics.candles());
      else rows.delete(id);
    }
    return rows;
  } finally {
    reader.close();
  }
}
