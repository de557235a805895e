import type { CandleRow } from "../../core/candles/candle-row.ts";
import { decodeFrames } from "../../core/contract/live.ts";
import { encodeKeyframe, type FoldCommand, foldCommandSchema, type FoldEvent } from "../../core/contract/live-fold.ts";
import type { Port } from "../../core/contract/port.ts";
import type { Partition } from "../../core/desk/desk.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import { partitionOf } from "../../core/desk/partition.ts";
import type { Part } from "../../core/session/mark.ts";
import { venueNamed } from "../../core/venues/all-venues.ts";
import { processUsage } from "../process-usage.ts";
import { schedule } from "../schedule.ts";
import { LiveViews } from "../views/live-views.ts";
import { monotonicMs, serveWorker } from "../worker-process.ts";
import { LiveShare } from "./live-share.ts";
import { readLog } from "./session-log.ts";

const REPORT_MS = 1_000;

/**
 * Runs this process as worker `index` of `count` for one part of the live desk. Arguments: venue, index, count, the session file
 * that is being recorded. The shell's port carries frames in, and keyframes and events out; every page's port carries its views.
 */
export function serveLiveShare(part: Part, [venueName = "", index = "", count = "", tape = ""]: readonly string[]): void {
  const venue = venueNamed(venueName);
  if (venue === undefined) throw new Error(`the venue "${venueName}" is not known to this version`);
  const partition = partOnly(part, Number(index), Number(count));
  let shell: Port | null = null;
  const tell = (event: FoldEvent): void => shell?.post(JSON.stringify(event));
  const views = new LiveViews({
    part,
    partition,
    find: (id) => live.find(id),
    clock: monotonicMs,
    wallMs: () => Date.now(),
    schedule,
    usage: processUsage,
    onHistoryWanted: (instrument) => tell({ type: "history.want", instrument }),
  });
  const live = new LiveShare({
    venue,
    partition,
    log: (afterRx) => readLog(tape, afterRx),
    clock: monotonicMs,
    onKeyframe: (keyframe) => shell?.post(encodeKeyframe(keyframe)),
    onSnapshotWanted: (instrument) => tell({ type: "snapshot.want", instrument }),
    onHole: (afterRx) => tell({ type: "frames.resend", afterRx }),
    views: {
      onTrade: (id, trade) => views.trade(id, trade),
      onCandle: (id, row) => views.candle(id, row),
      onFolded: (frames, changed, timeNs) => views.folded(frames, changed, timeNs),
    },
  });
  const found = new Map<string, CandleRow[]>();
  const adopt = ({ instrument, rows, last }: Extract<FoldCommand, { type: "history.adopt" }>): void => {
    const all = [...(found.get(instrument) ?? []), ...rows];
    if (last) {
      found.delete(instrument);
      views.history(instrument as InstrumentId, all);
    } else found.set(instrument, all);
  };
  const work = (port: Port): void => {
    shell = port;
    live.catchUp();
    tell({ type: "fold.ready", afterRx: live.rx });
    const timer = setInterval(() => {
      live.repeatWants();
      tell(live.status());
    }, REPORT_MS);
    port.onClose(() => clearInterval(timer));
    port.onMessage((message) => {
      if (typeof message !== "string") return live.take(decodeFrames(message));
      const command = foldCommandSchema.parse(JSON.parse(message));
      if (command.type === "fold.report") tell(live.status());
      else adopt(command);
    });
  };
  serveWorker((port, opener) => {
    if (opener === "page") views.attach(port);
    else work(port);
  });
}

/** Books spread over the book workers by id, aggregates over the analytics workers by the same rule. */
function partOnly(part: Part, index: number, count: number): Partition {
  const home = partitionOf(index, count);
  return {
    countsControl: part === "book" && index === 0,
    parts: (id: InstrumentId): readonly Part[] => (home.parts(id).includes("book") ? [part] : []),
  };
}
