import {
  CellStyleModule,
  ClientSideRowModelApiModule,
  ClientSideRowModelModule,
  type GridApi,
  HighlightChangesModule,
  type GetRowIdParams,
  ModuleRegistry,
  RowStyleModule,
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
  RowStyleModule,
  TooltipModule,
]);

/** Short enough to be information, without a fade, which costs more than the numbers themselves. */
const FLASH_MS = 200;
const TOOLTIP_MS = 400;

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const columns = calm ? COLUMNS.map((column) => ({ ...column, enableCellChangeFlash: false })) : COLUMNS;
const rowClassRules = { unreadable: ({ data }: { data?: GridRow | undefined }) => data?.readable === false };
const rowId = ({ data }: GetRowIdParams<GridRow>): string => data.id;

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
      onGridPreDestroyed={() => page.watchlist.detach()}
      onGridReady={({ api }) => page.watchlist.attach(painter(api))}
      rowClassRules={rowClassRules}
      suppressCellFocus={false}
      suppressColumnMoveAnimation
      suppressNoRowsOverlay
      theme={gridTheme}
      tooltipShowDelay={TOOLTIP_MS}
    />
  );
}

function painter(api: GridApi<GridRow>): WatchlistPainter {
  const rate = new FlashRate(() => performance.now());
  let rows = 0;
  return {
    paint: (add, update, painted) => {
      rows += add.length;
      rate.painted(update.length, rows);
      document.documentElement.dataset["flash"] = rate.useful ? "on" : "off";
      api.applyTransactionAsync({ add, update }, painted);
    },
    clear: () => {
      rows = 0;
      api.flushAsyncTransactions();
      api.setGridOption("rowData", []);
    },
  };
}
