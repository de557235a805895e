import { decodeFrames } from "../../core/contract/live.ts";
import { encodeKeyframe, foldCommandSchema, type FoldEvent } from "../../core/contract/live-fold.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import { partitionOf } from "../../core/desk/partition.ts";
import type { Part } from "../../core/session/mark.ts";
import { venueNamed } from "../../core/venues/all-venues.ts";
import { monotonicMs, serveWorker } from "../worker-process.ts";
import { LiveShare } from "./live-share.ts";
import { readLog } from "./session-log.ts";

const REPORT_MS = 1_000;

/**
 * Runs this process as worker `index` of `count` for one part of the live desk. Arguments: venue, index, count, the session file
 * that is being recorded. One port carries frames in, and keyframes and events out.
 */
export function serveLiveShare(part: Part, [venueName = "", index = "", count = "", tape = ""]: readonly string[]): void {
  const venue = venueNamed(venueName);
  if (venue === undefined) throw new Error(`the venue "${venueName}" is not known to this version`);
  const share = partOnly(part, Number(index), Number(count));
  serveWorker((port) => {
    const tell = (event: FoldEvent): void => port.post(JSON.stringify(event));
    const live = new LiveShare({
      venue,
      partition: share,
      log: (afterRx) => readLog(tape, afterRx),
      clock: monotonicMs,
      onKeyframe: (keyframe) => port.post(encodeKeyframe(keyframe)),
      onSnapshotWanted: (instrument) => tell({ type: "snapshot.want", instrument }),
      onHole: (afterRx) => tell({ type: "frames.resend", afterRx }),
    });
    live.catchUp();
    tell({ type: "fold.ready", afterRx: live.rx });
    const timer = setInterval(() => {
      live.repeatWants();
      tell(live.status());
    }, REPORT_MS);
    port.onClose(() => clearInterval(timer));
    port.onMessage((message) => {
      if (typeof message !== "string") live.take(decodeFrames(message));
      else if (foldCommandSchema.parse(JSON.parse(message)).type === "fold.report") tell(live.status());
    });
  });
}

/** Books spread over the book workers by id, aggregates over the analytics workers by the same rule. */
function partOnly(part: Part, index: number, count: number) {
  const home = partitionOf(index, count);
  return {
    countsControl: part === "book" && index === 0,
    parts: (id: InstrumentId): readonly Part[] => (home.parts(id).includes("book") ? [part] : []),
  };
}
