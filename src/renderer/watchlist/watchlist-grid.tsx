import {
  type CellFocusedEvent,
  CellStyleModule,
  ClientSideRowModelApiModule,
  ClientSideRowModelModule,
  type GridApi,
  HighlightChangesModule,
  type GetRowIdParams,
  ModuleRegistry,
  RowApiModule,
  RowSelectionModule,
  RowStyleModule,
  ScrollApiModule,
  TooltipModule,
} from "ag-grid-community";
import { AgGridReact } from "ag-grid-react";
import type { Page } from "../page.ts";
import { gridTheme } from "../theme/grid-theme.ts";
import { COLUMNS, DEFAULT_COLUMN } from "./columns.ts";
import type { WatchlistPainter } from "../stores/watchlist-store.ts";
import { FlashRate } from "./flash-rate.ts";
import type { GridRow } from "./grid-row.ts";

ModuleRegistry.registerModules([
  CellStyleModule,
  ClientSideRowModelApiModule,
  ClientSideRowModelModule,
  HighlightChangesModule,
  RowApiModule,
  RowSelectionModule,
  RowStyleModule,
  ScrollApiModule,
  TooltipModule,
]);

/** Short enough to be information, without a fade, which costs more than the numbers themselves. */
const FLASH_MS = 200;
const TOOLTIP_MS = 400;

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const columns = calm ? COLUMNS.map((column) => ({ ...column, enableCellChangeFlash: false })) : COLUMNS;
const rowClassRules = { unreadable: ({ data }: { data?: GridRow | undefined }) => data?.readable === false };
const rowId = ({ data }: GetRowIdParams<GridRow>): string => data.id;

const SELECTION = { mode: "singleRow" as const, checkboxes: false, enableClickSelection: true };

/** The grid itself is rendered by React once; rows go to it directly. */
export function WatchlistGrid({ page }: { readonly page: Page }) {
  return (
    <AgGridReact<GridRow>
      animateRows={false}
      asyncTransactionWaitMillis={0}
      cellFadeDuration={0}
      cellFlashDuration={FLASH_MS}
      columnDefs={columns}
      context={{ clock: page.clock }}
      defaultColDef={DEFAULT_COLUMN}
      getRowId={rowId}
      onCellFocused={chooseFocused}
      onGridPreDestroyed={() => page.watchlist.detach()}
      onGridReady={({ api }) => page.watchlist.attach(painter(api, page.focus))}
      onSelectionChanged={({ api }) => {
        const [row] = api.getSelectedRows();
        if (row !== undefined) page.focus.choose(row.id);
      }}
      rowClassRules={rowClassRules}
      rowSelection={SELECTION}
      suppressColumnVirtualisation
      suppressColumnMoveAnimation
      suppressNoRowsOverlay
      theme={gridTheme}
      tooltipShowDelay={TOOLTIP_MS}
    />
  );
}

/** The keyboard's cell and the chosen row are one. */
function chooseFocused({ api, rowIndex }: CellFocusedEvent<GridRow>): void {
  if (rowIndex !== null) api.getDisplayedRowAtIndex(rowIndex)?.setSelected(true, true);
}

function painter(api: GridApi<GridRow>, focus: Page["focus"]): WatchlistPainter {
  const rate = new FlashRate(() => performance.now());
  let rows = 0;
  const choose = (id: string | null): boolean => {
    const node = id === null ? undefined : api.getRowNode(id);
    node?.setSelected(true, true);
    return node !== undefined;
  };
  /** Something is always chosen: what was chosen last, else the first row there is. */
  const chooseSome = (): void => {
    if (api.getSelectedRows().length > 0 || choose(focus.chosen.get()) || focus.chosen.get() !== null) return;
    api.getDisplayedRowAtIndex(0)?.setSelected(true, true);
  };
  return {
    paint: ({ add, update, remove }, painted) => {
      rows += add.length - remove.length;
      rate.painted(update.length, rows);
      document.documentElement.dataset["flash"] = rate.useful ? "on" : "off";
      api.applyTransactionAsync({ add, update, remove }, () => {
        if (add.length > 0) chooseSome();
        painted();
      });
    },
    clear: () => {
      rows = 0;
      api.flushAsyncTransactions();
      api.setGridOption("rowData", []);
    },
    moveChoice: (by) => {
      const chosen = api.getSelectedNodes()[0]?.rowIndex ?? -1;
      const row = api.getDisplayedRowAtIndex(Math.max(0, chosen + by));
      if (row?.rowIndex == null) return;
      row.setSelected(true, true);
      api.ensureIndexVisible(row.rowIndex);
    },
  };
}
