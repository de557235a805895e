import type { DockviewApi } from "dockview-react";
import type { PanelName } from "./saved-layout.ts";

export const TITLES: Readonly<Record<PanelName, string>> = { watchlist: "Watchlist", chart: "Chart", ladder: "Order book", tape: "Time & sales" };

/** Below this width, in CSS pixels, book and tape share a place under the chart. */
const NARROW_PX = 1_150;

/** Arranges the panels as they are on the first day: watchlist, chart, and book over tape. */
export function arrangeByDefault(api: DockviewApi): void {
  api.clear();
  const { width } = api;
  const add = (id: PanelName, at: object): void => void api.addPanel({ id, component: id, title: TITLES[id], ...at });
  add("watchlist", {});
  add("chart", { position: { referencePanel: "watchlist", direction: "right" } });
  if (width < NARROW_PX) {
    add("ladder", { position: { referencePanel: "chart", direction: "below" } });
    add("tape", { position: { referencePanel: "ladder", direction: "within" }, inactive: true });
    api.getPanel("watchlist")?.group.api.setSize({ width: width * 0.5 });
    return;
  }
  add("ladder", { position: { referencePanel: "chart", direction: "right" } });
  add("tape", { position: { referencePanel: "ladder", direction: "below" } });
  const side = Math.min(360, Math.max(280, width * 0.19));
  api.getPanel("watchlist")?.group.api.setSize({ width: Math.min(720, width * 0.48) });
  api.getPanel("ladder")?.group.api.setSize({ width: side });
  api.getPanel("tape")?.group.api.setSize({ height: api.height * 0.4 });
}
