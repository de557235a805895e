import type { GridApi } from "ag-grid-community";
import type { FocusStore } from "../stores/focus-store.ts";
import type { WatchlistPainter } from "../stores/watchlist-store.ts";
import { FlashRate } from "./flash-rate.ts";
import type { GridRow } from "./grid-row.ts";

/** Paints rows into the grid, and keeps one of them chosen. */
export function gridPainter(api: GridApi<GridRow>, focus: FocusStore): WatchlistPainter {
  const rate = new FlashRate(() => performance.now());
  let rows = 0;
  const choose = (id: string | null): boolean => {
    const node = id === null ? undefined : api.getRowNode(id);
    if (node === undefined) return false;
    node.setSelected(true, true);
    if (node.rowIndex !== null) api.ensureIndexVisible(node.rowIndex);
    return true;
  };
  /** Something is always chosen: what was chosen last, else the first row there is. */
  const chooseSome = (): void => {
    if (api.getSelectedRows().length > 0 || choose(focus.chosen.get()) || focus.chosen.get() !== null) return;
    api.getDisplayedRowAtIndex(0)?.setSelected(true, true);
  };
  return {
    paint: ({ add, update, remove }) => {
      const chosenAt = api.getSelectedNodes()[0]?.rowIndex ?? null;
      rows += add.length - remove.length;
      rate.painted(update.length, rows);
      document.documentElement.dataset["flash"] = rate.useful ? "on" : "off";
      api.applyTransaction({ add, update, remove });
      if (add.length > 0) chooseSome();
      // Where the chosen row has gone, the one that took its place is chosen, or the last.
      if (remove.length > 0 && chosenAt !== null && api.getSelectedNodes().length === 0) {
        api.getDisplayedRowAtIndex(Math.min(chosenAt, rows - 1))?.setSelected(true, true);
      }
    },
    clear: () => {
      rows = 0;
      api.setGridOption("rowData", []);
    },
    moveChoice: (by) => {
      const chosen = api.getSelectedNodes()[0]?.rowIndex ?? -1;
      const row = api.getDisplayedRowAtIndex(Math.max(0, chosen + by));
      if (row?.rowIndex == null) return;
      row.setSelected(true, true);
      api.ensureIndexVisible(row.rowIndex);
    },
    choose,
  };
}
