import type { GridApi } from "ag-grid-community";
import { type SeekTarget, type Speed, SPEEDS, type Step } from "../core/contract/desk.ts";
import type { Undo } from "../core/contract/port.ts";
import { IntervalChoice } from "./chart/interval-choice.ts";
import { Recomputation } from "./chart/recomputation.ts";
import type { DeskConnection } from "./connection/desk-connection.ts";
import { DeskPanels } from "./layout/desk-panels.ts";
import { listen } from "./listen.ts";
import { Notices } from "./notices/notices.ts";
import { DeskMode } from "./replay/desk-mode.ts";
import { ReplayClock } from "./replay/replay-clock.ts";
import { ResourceEdits } from "./resources/resource-edits.ts";
import { WarningNotices } from "./resources/warning-notices.ts";
import { ChartStore } from "./stores/chart-store.ts";
import { LiquidityStore, TickerStore } from "./stores/details-stores.ts";
import { FocusStore } from "./stores/focus-store.ts";
import { LadderStore } from "./stores/ladder-store.ts";
import { MergedCount } from "./stores/merged-count.ts";
import type { PaintedStreamOptions } from "./stores/painted-stream.ts";
import { ReplayStore } from "./stores/replay-store.ts";
import { ScreenerStore } from "./screener/screener-store.ts";
import { ShellStore } from "./stores/shell-store.ts";
import { Store } from "./stores/store.ts";
import { TapeStore } from "./stores/tape-store.ts";
import { WatchlistStore } from "./stores/watchlist-store.ts";
import type { GridRow } from "./watchlist/grid-row.ts";
import { WatchlistEdits } from "./watchlist/watchlist-edits.ts";

/** What lies over the desk; one at a time. A search begins with what was typed. */
export type Dialog =
  | { readonly name: "keys" | "sessions" | "troubles" | "columns" | "resources" | "intervals" }
  | { readonly name: "search" | "interval"; readonly typed: string };

/** How far a rewind goes back. */
const REWIND_MS = 60_000;

/** Everything the components share: what the desk says, and what the user may ask of it. */
export interface Page {
  readonly connection: DeskConnection;
  readonly shell: ShellStore;
  readonly mode: DeskMode;
  readonly replay: ReplayStore;
  readonly clock: ReplayClock;
  readonly watchlist: WatchlistStore;
  readonly edits: WatchlistEdits;
  /** The watchlist's grid, for what chooses its columns; null while there is none. */
  readonly grid: Store<GridApi<GridRow> | null>;
  readonly chart: ChartStore;
  readonly intervals: IntervalChoice;
  readonly recomputation: Recomputation;
  readonly ladder: LadderStore;
  readonly tape: TapeStore;
  readonly ticker: TickerStore;
  readonly liquidity: LiquidityStore;
  readonly merged: MergedCount;
  readonly focus: FocusStore;
  readonly panels: DeskPanels;
  readonly screener: ScreenerStore;
  readonly notices: Notices;
  readonly resources: ResourceEdits;
  readonly warnings: WarningNotices;
  readonly dialog: Store<Dialog | null>;
  /** What outlives a reload, for all windows. */
  readonly memory: Storage;
  readonly rewind: () => void;
  readonly togglePlay: () => void;
  readonly setSpeed: (speed: Speed) => void;
  /** Goes `by` steps along the speeds offered, and stops at either end. */
  readonly stepSpeed: (by: number) => void;
  readonly step: (by: Step) => void;
  readonly seekTo: (to: SeekTarget) => void;
  /** Goes `byMs` on from where the clock stands, or back. */
  readonly seekBy: (byMs: number) => void;
}

export interface PageOptions extends PaintedStreamOptions {
  readonly connection: DeskConnection;
  readonly memory: Storage;
  /** Of this window alone. */
  readonly windowMemory: Storage;
  /** Unix milliseconds. */
  readonly wallMs: () => number;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  readonly schedule: (task: () => void, ms: number) => Undo;
}

/** Makes the stores, and routes what comes over the connection to them. */
export function startPage({ connection, memory, windowMemory, frame, wallMs, nowMs, schedule }: PageOptions): Page {
  const painted: PaintedStreamOptions = { frame };
  const replay = new ReplayStore();
  const mode = new DeskMode({ connection, memory: windowMemory, wallMs });
  const clock = new ReplayClock({ nowMs, wallMs, frame, schedule });
  const notices = new Notices(wallMs);
  const inReplay: DeskConnection["send"] = (command) => {
    if (mode.isReplay) connection.send(command);
  };
  const setSpeed = (speed: Speed): void => inReplay({ type: "replay.speed", speed });
  const seekTo = (to: SeekTarget): void => inReplay({ type: "replay.seek", to });
  const shell = new ShellStore();
  const ask: DeskConnection["ask"] = (command) => connection.ask(command);
  const page: Page = {
    connection,
    shell,
    mode,
    replay,
    clock,
    watchlist: new WatchlistStore(painted),
    edits: new WatchlistEdits({ ask, notices }),
    grid: new Store<GridApi<GridRow> | null>(null),
    chart: new ChartStore(painted),
    recomputation: new Recomputation(),
    intervals: new IntervalChoice({ memory, send: (command) => connection.send(command) }),
    ladder: new LadderStore(painted),
    tape: new TapeStore(painted),
    ticker: new TickerStore(painted),
    liquidity: new LiquidityStore(painted),
    merged: new MergedCount(),
    focus: new FocusStore({ memory, schedule, send: (command) => connection.send(command) }),
    panels: new DeskPanels(memory),
    screener: new ScreenerStore({
      ask: (command) => connection.ask(command),
      memory,
      schedule,
      rx: () => (mode.isReplay ? (replay.status.get()?.rx ?? 0) : null),
    }),
    notices,
    resources: new ResourceEdits({ ask, notices, told: shell.resources }),
    warnings: new WarningNotices(notices),
    dialog: new Store<Dialog | null>(null),
    memory,
    rewind: () => {
      if (connection.desk.get()?.mode === "live") mode.rewind(REWIND_MS);
      else page.seekBy(-REWIND_MS);
    },
    setSpeed,
    seekTo,
    seekBy: (byMs) => {
      if (clock.nowMs > 0) seekTo({ timeNs: String(BigInt(Math.max(0, Math.round((clock.nowMs + byMs) * 1e3))) * 1_000n) });
    },
    step: (by) => inReplay({ type: "replay.step", by }),
    togglePlay: () => inReplay({ type: replay.status.get()?.playing === true ? "replay.pause" : "replay.play" }),
    stepSpeed: (by) => {
      const status = replay.status.get();
      if (status === null) return;
      const next = SPEEDS[SPEEDS.indexOf(status.speed) + by];
      if (next !== undefined) setSpeed(next);
    },
  };
  listen(page, wallMs);
  return page;
}
