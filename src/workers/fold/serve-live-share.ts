import { join } from "node:path";
import type { CandleRow } from "../../core/candles/candle-row.ts";
import type { FoldCommand } from "../../core/contract/live-fold.ts";
import type { Partition } from "../../core/desk/desk.ts";
import { partitionOf } from "../../core/desk/partition.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Part } from "../../core/session/mark.ts";
import { venueNamed } from "../../core/venues/all-venues.ts";
import { processUsage } from "../process-usage.ts";
import { reportUsage } from "../report-usage.ts";
import { schedule } from "../schedule.ts";
import { LiveViews } from "../views/live-views.ts";
import { monotonicMs, startWorker } from "../worker-process.ts";
import { yieldToBooks } from "../yield-to-books.ts";
import { DeskShare } from "./desk-share.ts";
import { recomputeInThread } from "./recompute-in-thread.ts";
import { serveReadings } from "./serve-readings.ts";
import { SessionFiles } from "./session-log.ts";
import { workLogAt } from "./work-log.ts";

/**
 * Runs this process as worker `index` of `count` for one part of the live desk. Arguments: venue, index, count, the session file
 * that is being recorded; the file in which it notes what it has in work, and the frame from which on it does so one by one. The feed's
 * port carries frames in, the shell's keyframes and events out; every page's port carries its views. `programs`: the folder of the built programs.
 */
export function serveLiveShare(
  part: Part,
  programs: string,
  [venueName = "", index = "", count = "", tape = "", note = "", carefulRx = "0"]: readonly string[],
): void {
  if (part === "analytics") yieldToBooks();
  startWorker(() => {
    const venue = venueNamed(venueName);
    if (venue === undefined) throw new Error(`the venue "${venueName}" is not known to this version`);
    const partition = partOnly(part, Number(index), Number(count));
    const files = new SessionFiles(tape);
    const views = new LiveViews({
      part,
      partition,
      find: (id) => desk.share.find(id),
      clock: monotonicMs,
      wallMs: () => Date.now(),
      schedule,
      usage: processUsage,
      recompute: recomputeInThread(join(programs, "analysis-worker.js"), () => files.whole),
      recorded: {
        venue,
        log: { after: (rx) => files.after(rx), base: () => files.base() },
        appliedRx: () => desk.share.rx,
        at: (ms) => files.at(ms),
      },
      onHistoryWanted: (instrument, interval, most) => desk.tell({ type: "history.want", instrument, interval, ...(most !== undefined && { most }) }),
    });
    const desk: DeskShare = new DeskShare({
      venue,
      partition,
      log: (afterRx) => files.after(afterRx),
      base: () => files.base(),
      onLogMoved: (next) => files.move(next),
      clock: monotonicMs,
      schedule,
      reportUsage,
      ...(note !== "" && { work: workLogAt(note, Number(carefulRx)) }),
      views: {
        onTrade: (id, trade) => views.trade(id, trade),
        beside: (id) => views.beside(id),
        onStretch: (stretch) => views.stretch(stretch),
        onCandle: (id, row) => views.candle(id, row),
        onFolded: (frames, changed, timeNs) => views.folded(frames, changed, timeNs),
        merged: () => views.merged,
      },
      onHistory: adoptHistory(views),
    });
    return (port, opener) => {
      if (opener === "page") views.attach(port);
      else if (opener === "reader") serveReadings(port, { find: (id) => desk.share.find(id)?.analytics ?? null, convention: venue.candles });
      else if (opener === "feed") desk.follow(port);
      else desk.join(port);
    };
  });
}

/** Collects an instrument's candles of one interval until the last of them has come. */
function adoptHistory(views: LiveViews): (command: Extract<FoldCommand, { type: "history.adopt" }>) => void {
  const found = new Map<string, CandleRow[]>();
  return ({ instrument, interval, most, rows, last, reason }) => {
    const key = `${instrument} ${interval} ${most ?? 0}`;
    const all = [...(found.get(key) ?? []), ...rows];
    if (last) {
      found.delete(key);
      if (most === undefined) views.history(instrument as InstrumentId, interval, all, reason);
      else views.pastOf(instrument as InstrumentId, all);
    } else found.set(key, all);
  };
}

/** Books spread over the book workers by id, aggregates over the analytics workers by the same rule. */
function partOnly(part: Part, index: number, count: number): Partition {
  const home = partitionOf(index, count);
  return {
    countsControl: part === "book" && index === 0,
    parts: (id: InstrumentId): readonly Part[] => (home.parts(id).includes("book") ? [part] : []),
  };
}
