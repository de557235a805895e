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
      const focused = api.getFocusedCell();
      rows += add.length - remove.length;
      rate.painted(update.length, rows);
      document.documentElement.dataset["flash"] = rate.useful ? "on" : "off";
      api.applyTransaction({ add, update, remove });
      if (add.length > 0) chooseSome();
      // Chosen before it was there, as one that was just added to the list.
      const wanted = focus.chosen.get();
      if (add.some(({ id }) => id === wanted)) choose(wanted);
      // Where the chosen row has gone, the one that took its place is chosen, or the last.
      if (remove.length > 0 && chosenAt !== null && api.getSelectedNodes().length === 0) {
        const next = Math.min(chosenAt, rows - 1);
        api.getDisplayedRowAtIndex(next)?.setSelected(true, true);
        // The keyboard stays where it was, or the grid would take it to the headings.
        if (focused !== null) api.setFocusedCell(next, focused.column);
      }
    },
    clear: () => {
      rows = 0;
      // Without a row to keep it the grid would take the keyboard to the headings, where no key is the page's.
      if (api.getFocusedCell() !== null && document.activeElement instanceof HTMLElement) document.activeElement.blur();
      api.clearFocusedCell();
      api.setGridOption("rowData", []);
    },
    moveChoice: (by) => {
      const chosen = api.getSelectedNodes()[0]?.rowIndex ?? -1;
      const row = api.getDisplayedRowAtIndex(Math.max(0, chosen + by));
      if (row?.rowIndex == null) return;
      api.clearFocusedCell();
      row.setSelected(true, true);
      api.ensureIndexVisible(row.rowIndex);
    },
    choose,
    chosen: () => {
      // The grid tells of a choice a little later; the cell that has the keyboard knows at once.
      const focused = api.getFocusedCell();
      const row = focused === null ? undefined : api.getDisplayedRowAtIndex(focused.rowIndex)?.data;
      return (row ?? api.getSelectedRows()[0])?.id ?? null;
    },
  };
}
