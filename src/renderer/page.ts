import { type Speed, SPEEDS } from "../core/contract/desk.ts";
import type { DeskConnection } from "./connection/desk-connection.ts";
import { ReplayClock } from "./replay/replay-clock.ts";
import { ReplayStore } from "./stores/replay-store.ts";
import { WatchlistStore } from "./stores/watchlist-store.ts";

/** Everything the components share: what the desk says, and what the user may ask of it. */
export interface Page {
  readonly connection: DeskConnection;
  readonly replay: ReplayStore;
  readonly clock: ReplayClock;
  readonly watchlist: WatchlistStore;
  readonly togglePlay: () => void;
  readonly setSpeed: (speed: Speed) => void;
  /** Goes `by` steps along the speeds offered, and stops at either end. */
  readonly stepSpeed: (by: number) => void;
}

/** Routes what comes over the connection to the stores. */
export function startPage(connection: DeskConnection): Page {
  const replay = new ReplayStore();
  const clock = new ReplayClock({ nowMs: () => performance.now(), frame: (task) => requestAnimationFrame(task) });
  const watchlist = new WatchlistStore({
    frame: (task) => requestAnimationFrame(task),
    acknowledge: (seq) => connection.send({ type: "view.ack", stream: "watchlist", seq }),
  });
  connection.onEvent((event) => {
    replay.receive(event);
    watchlist.receive(event);
    if (event.type !== "replay.status") return;
    clock.set(event);
    document.documentElement.dataset["replay"] = event.ended ? "ended" : event.playing ? "playing" : "paused";
  });
  connection.onView((view) => watchlist.view(view));
  connection.state.subscribe(() => {
    const { phase } = connection.state.get();
    document.documentElement.dataset["connection"] = phase;
    if (phase !== "open") {
      clock.stop();
      delete document.documentElement.dataset["replay"];
    }
    if (phase === "connecting") watchlist.clear();
  });
  const setSpeed = (speed: Speed): void => connection.send({ type: "replay.speed", speed });
  return {
    connection,
    replay,
    clock,
    watchlist,
    setSpeed,
    togglePlay: () => connection.send({ type: replay.status.get()?.playing === true ? "replay.pause" : "replay.play" }),
    stepSpeed: (by) => {
      const status = replay.status.get();
      if (status === null) return;
      const next = SPEEDS[SPEEDS.indexOf(status.speed) + by];
      if (next !== undefined) setSpeed(next);
    },
  };
}
