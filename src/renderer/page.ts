import { type SeekTarget, type Speed, SPEEDS, type Step } from "../core/contract/desk.ts";
import type { Undo } from "../core/contract/port.ts";
import type { StreamView } from "../core/contract/view-of-stream.ts";
import type { DeskConnection } from "./connection/desk-connection.ts";
import { DeskPanels } from "./layout/desk-panels.ts";
import { ReplayClock } from "./replay/replay-clock.ts";
import { ChartStore } from "./stores/chart-store.ts";
import { FocusStore } from "./stores/focus-store.ts";
import { LadderStore } from "./stores/ladder-store.ts";
import type { PaintedStreamOptions } from "./stores/painted-stream.ts";
import { ReplayStore } from "./stores/replay-store.ts";
import { Store } from "./stores/store.ts";
import { TapeStore } from "./stores/tape-store.ts";
import { WatchlistStore } from "./stores/watchlist-store.ts";

/** Everything the components share: what the desk says, and what the user may ask of it. */
export interface Page {
  readonly connection: DeskConnection;
  readonly replay: ReplayStore;
  readonly clock: ReplayClock;
  readonly watchlist: WatchlistStore;
  readonly chart: ChartStore;
  readonly ladder: LadderStore;
  readonly tape: TapeStore;
  readonly focus: FocusStore;
  readonly panels: DeskPanels;
  /** Whether the sheet of keys is open. */
  readonly help: Store<boolean>;
  readonly togglePlay: () => void;
  readonly setSpeed: (speed: Speed) => void;
  /** Goes `by` steps along the speeds offered, and stops at either end. */
  readonly stepSpeed: (by: number) => void;
  readonly step: (by: Step) => void;
  readonly seekTo: (to: SeekTarget) => void;
  /** Goes `byMs` on from where the clock stands, or back. */
  readonly seekBy: (byMs: number) => void;
}

export interface PageOptions {
  readonly connection: DeskConnection;
  readonly memory: Storage;
  readonly frame: (task: () => void) => void;
  readonly schedule: (task: () => void, ms: number) => Undo;
}

/** Makes the stores, and routes what comes over the connection to them. */
export function startPage({ connection, memory, frame, schedule }: PageOptions): Page {
  const painted = (stream: StreamView["stream"]): PaintedStreamOptions => ({
    frame,
    acknowledge: (seq) => connection.send({ type: "view.ack", stream, seq }),
  });
  const replay = new ReplayStore();
  const clock = new ReplayClock({ nowMs: () => performance.now(), frame });
  const setSpeed = (speed: Speed): void => connection.send({ type: "replay.speed", speed });
  const seekTo = (to: SeekTarget): void => connection.send({ type: "replay.seek", to });
  const page: Page = {
    connection,
    replay,
    clock,
    watchlist: new WatchlistStore(painted("watchlist")),
    chart: new ChartStore(painted("chart")),
    ladder: new LadderStore(painted("ladder")),
    tape: new TapeStore(painted("tape")),
    focus: new FocusStore({ memory, schedule, follow: (instrument) => connection.send({ type: "focus.instrument", instrument }) }),
    panels: new DeskPanels(memory),
    help: new Store(false),
    setSpeed,
    seekTo,
    seekBy: (byMs) => {
      if (clock.nowMs > 0) seekTo({ timeNs: String(BigInt(Math.max(0, Math.round((clock.nowMs + byMs) * 1e3))) * 1_000n) });
    },
    step: (by) => connection.send({ type: "replay.step", by }),
    togglePlay: () => connection.send({ type: replay.status.get()?.playing === true ? "replay.pause" : "replay.play" }),
    stepSpeed: (by) => {
      const status = replay.status.get();
      if (status === null) return;
      const next = SPEEDS[SPEEDS.indexOf(status.speed) + by];
      if (next !== undefined) setSpeed(next);
    },
  };
  listen(page);
  return page;
}

function listen(page: Page): void {
  const { connection, replay, clock, watchlist, focus } = page;
  const { dataset } = document.documentElement;
  connection.onEvent((event) => {
    replay.receive(event);
    watchlist.receive(event);
    if (event.type === "session.opened") focus.tell();
    if (event.type !== "replay.status") return;
    clock.set(event);
    dataset["replay"] = event.ended ? "ended" : event.playing ? "playing" : "paused";
  });
  connection.onView((message) => route(page, message));
  connection.state.subscribe(() => {
    const { phase } = connection.state.get();
    dataset["connection"] = phase;
    if (phase !== "open") {
      clock.stop();
      delete dataset["replay"];
    }
    if (phase === "connecting") for (const store of [watchlist, page.chart, page.ladder, page.tape]) store.clear();
  });
}

/** What is of an instrument that is in focus no more is acknowledged, and not shown. */
function route({ watchlist, chart, ladder, tape, focus }: Page, { stream, view }: StreamView): void {
  if (stream === "watchlist") {
    watchlist.view(view);
    return;
  }
  const current = view.instrument === focus.told;
  if (stream === "chart") chart[current ? "view" : "pass"](view);
  else if (stream === "ladder") ladder[current ? "view" : "pass"](view);
  else tape[current ? "view" : "pass"](view);
}
