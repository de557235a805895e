import type { RecordedFrame } from "../../core/contract/frame.ts";

/** Numbers the openings of each connection, for recordings whose lines do not. */
export class ConnectionEpochs {
  private readonly opened = new Map<string, number>();

  /** Fills in the frame's epoch where it has none, from the frames before it. */
  complete(frame: RecordedFrame): void {
    const known = this.opened.get(frame.conn) ?? 0;
    const epoch = frame.kind === "open" ? known + 1 : known;
    if (frame.epoch === 0) frame.epoch = epoch;
    if (frame.kind === "open") this.opened.set(frame.conn, frame.epoch);
  }
}
