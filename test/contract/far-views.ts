import type { Opener, Port } from "../../src/core/contract/port.ts";
import { WHOLE_DESK } from "../../src/core/desk/desk.ts";
import type { Part } from "../../src/core/session/mark.ts";
import { BINANCE_SPOT } from "../../src/core/venues/binance/venues.ts";
import { LiveShare } from "../../src/workers/fold/live-share.ts";
import { schedule } from "../../src/workers/schedule.ts";
import { LiveViews } from "../../src/workers/views/live-views.ts";
import { liveSession } from "../workers/fold/live-session.ts";

/** Frames folded before the first port, in batches. */
const BEGUN = 40;

/**
 * A live book worker in whatever process it lies: it shows views to pages, and folds as many more batches of its session as a message
 * of the shell says, which it then sends back.
 */
export function farViews(): (port: Port, opener: Opener) => void {
  const { batches } = liveSession(100);
  const part: Part = "book";
  const partition = { ...WHOLE_DESK, parts: (): readonly Part[] => [part] };
  const views: LiveViews = new LiveViews({
    part,
    partition,
    find: (id) => share.find(id),
    clock: () => performance.now(),
    wallMs: () => 0,
    schedule,
    usage: () => ({ cpuMs: 0, memoryBytes: 0 }),
    onHistoryWanted: () => {},
  });
  const share = new LiveShare({
    venue: BINANCE_SPOT,
    partition,
    log: () => [],
    clock: () => performance.now(),
    onKeyframe: () => {},
    onSnapshotWanted: () => {},
    onHole: () => {},
    views: { onFolded: (frames, changed, timeNs) => views.folded(frames, changed, timeNs) },
  });
  let next = 0;
  const fold = (count: number): void => {
    for (const batch of batches.slice(next, (next += count))) share.take(batch);
  };
  fold(BEGUN);
  return (port, opener) => {
    if (opener === "page") return views.attach(port);
    port.onMessage((message) => {
      fold(Number(message));
      port.post(message);
    });
  };
}
