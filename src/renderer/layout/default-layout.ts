import type { DockviewApi } from "dockview-react";
import { type PanelName, PANELS } from "./saved-layout.ts";

export const TITLES: Readonly<Record<PanelName, string>> = {
  watchlist: "Watchlist",
  chart: "Chart",
  ladder: "Order book",
  tape: "Time & sales",
  details: "Details",
  screener: "Screener",
};

/** From this width on, in CSS pixels, every column of the watchlist has room beside the chart. */
const WIDE_PX = 1_800;
/** Below this width book and tape share a place. */
const NARROW_PX = 1_150;
/** All columns of the watchlist, and its scroll bar. */
const WATCHLIST_PX = 1_215;

/** Arranges the panels as they are on the first day. */
export function arrangeByDefault(api: DockviewApi): void {
  api.clear();
  const { width, height } = api;
  const add = (id: PanelName, at: object): void => void api.addPanel({ id, component: id, title: TITLES[id], ...at });
  const beside = (id: PanelName, direction: string): object => ({ position: { referencePanel: id, direction } });
  // In the order of the numbers that keys know them by.
  add("watchlist", {});
  if (width >= WIDE_PX) {
    add("chart", beside("watchlist", "right"));
    add("ladder", beside("chart", "right"));
    add("tape", beside("ladder", "below"));
    add("details", beside("chart", "below"));
    api.getPanel("watchlist")?.group.api.setSize({ width: Math.min(WATCHLIST_PX, width * 0.5) });
    api.getPanel("ladder")?.group.api.setSize({ width: Math.min(360, width * 0.17) });
    api.getPanel("tape")?.group.api.setSize({ height: height * 0.4 });
    api.getPanel("details")?.group.api.setSize({ height: Math.min(420, height * 0.4) });
    add("screener", { ...beside("watchlist", "within"), inactive: true });
    return;
  }
  add("ladder", beside("watchlist", "right"));
  add("chart", beside("watchlist", "below"));
  const narrow = width < NARROW_PX;
  add("tape", narrow ? { ...beside("ladder", "within"), inactive: true } : beside("ladder", "below"));
  // Where three would share a place their names would not fit it.
  add("details", { ...beside(narrow ? "chart" : "ladder", "within"), inactive: true });
  api.getPanel("ladder")?.group.api.setSize({ width: Math.min(340, Math.max(250, width * 0.205)) });
  api.getPanel("chart")?.group.api.setSize({ height: height * 0.5 });
  if (!narrow) api.getPanel("tape")?.group.api.setSize({ height: height * 0.38 });
  // Behind the watchlist, so that chart and book stay in sight of its results.
  add("screener", { ...beside("watchlist", "within"), inactive: true });
}

/** Behind which panel one stands that a layout has no place for. */
export const NEIGHBOURS: Readonly<Record<PanelName, PanelName>> = {
  watchlist: "chart",
  chart: "watchlist",
  ladder: "watchlist",
  tape: "ladder",
  details: "ladder",
  screener: "watchlist",
};

/** Adds the panels that a layout of an older version has not. */
export function addMissing(api: DockviewApi): void {
  for (const id of PANELS) {
    const neighbour = api.getPanel(NEIGHBOURS[id]) ?? api.panels[0];
    if (api.getPanel(id) !== undefined || neighbour === undefined) continue;
    const position = { referencePanel: neighbour.id, direction: "within" as const };
    api.addPanel({ id, component: id, title: TITLES[id], position, inactive: true });
  }
}
