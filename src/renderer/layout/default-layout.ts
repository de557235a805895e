import type { DockviewApi } from "dockview-react";
import type { PanelName } from "./saved-layout.ts";

export const TITLES: Readonly<Record<PanelName, string>> = {
  watchlist: "Watchlist",
  chart: "Chart",
  ladder: "Order book",
  tape: "Time & sales",
  screener: "Screener",
};

/** From this width on, in CSS pixels, every column of the watchlist has room beside the chart. */
const WIDE_PX = 1_800;
/** Below this width book and tape share a place. */
const NARROW_PX = 1_150;
/** All columns of the watchlist, and its scroll bar. */
const WATCHLIST_PX = 1_120;

/** Arranges the panels as they are on the first day. */
export function arrangeByDefault(api: DockviewApi): void {
  api.clear();
  const { width, height } = api;
  const add = (id: PanelName, at: object): void => void api.addPanel({ id, component: id, title: TITLES[id], ...at });
  const beside = (id: PanelName, direction: string): object => ({ position: { referencePanel: id, direction } });
  add("watchlist", {});
  if (width >= WIDE_PX) {
    add("chart", beside("watchlist", "right"));
    add("ladder", beside("chart", "right"));
    add("tape", beside("ladder", "below"));
    api.getPanel("watchlist")?.group.api.setSize({ width: Math.min(WATCHLIST_PX, width * 0.5) });
    api.getPanel("ladder")?.group.api.setSize({ width: Math.min(360, width * 0.17) });
    api.getPanel("tape")?.group.api.setSize({ height: height * 0.4 });
    add("screener", { ...beside("watchlist", "within"), inactive: true });
    return;
  }
  add("ladder", beside("watchlist", "right"));
  add("chart", beside("watchlist", "below"));
  const narrow = width < NARROW_PX;
  add("tape", narrow ? { ...beside("ladder", "within"), inactive: true } : beside("ladder", "below"));
  api.getPanel("ladder")?.group.api.setSize({ width: Math.min(340, Math.max(250, width * 0.205)) });
  api.getPanel("chart")?.group.api.setSize({ height: height * 0.5 });
  if (!narrow) api.getPanel("tape")?.group.api.setSize({ height: height * 0.38 });
  // Last, so that the panels before it keep their numbers; behind the watchlist, so that chart and book stay in sight of its results.
  add("screener", { ...beside("watchlist", "within"), inactive: true });
}
