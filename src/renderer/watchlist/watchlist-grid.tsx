import {
  type CellFocusedEvent,
  CellStyleModule,
  ClientSideRowModelApiModule,
  ClientSideRowModelModule,
  ColumnApiModule,
  type GetRowIdParams,
  type GridApi,
  GridStateModule,
  HighlightChangesModule,
  ModuleRegistry,
  RowApiModule,
  RowSelectionModule,
  RowStyleModule,
  ScrollApiModule,
  TooltipModule,
} from "ag-grid-community";
import { AgGridReact } from "ag-grid-react";
import { useMemo } from "react";
import type { Page } from "../page.ts";
import { gridTheme } from "../theme/grid-theme.ts";
import { COLUMNS, DEFAULT_COLUMN } from "./columns.ts";
import { gridPainter } from "./grid-painter.ts";
import type { GridRow } from "./grid-row.ts";
import { readColumns, saveColumns } from "./saved-columns.ts";

ModuleRegistry.registerModules([
  CellStyleModule,
  ClientSideRowModelApiModule,
  ClientSideRowModelModule,
  ColumnApiModule,
  GridStateModule,
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
const rowClassRules = {
  unreadable: ({ data }: { data?: GridRow | undefined }) => data?.readable === false,
  aged: ({ data }: { data?: GridRow | undefined }) => data?.aged === true,
};
const rowId = ({ data }: GetRowIdParams<GridRow>): string => data.id;

const SELECTION = { mode: "singleRow" as const, checkboxes: false, enableClickSelection: true };

/** The grid begins empty, not loading: the panel says what is awaited. */
const NO_ROWS: GridRow[] = [];

/** What of the grid's state is kept: the rest is the moment's. */
const KEPT = ["columnOrder", "columnSizing", "columnVisibility", "sort"];

/** The grid itself is rendered by React once; rows go to it directly. */
export function WatchlistGrid({ page }: { readonly page: Page }) {
  const state = useMemo(() => readColumns(page.memory), [page]);
  return (
    <AgGridReact<GridRow>
      animateRows={false}
      cellFadeDuration={0}
      cellFlashDuration={FLASH_MS}
      columnDefs={columns}
      context={{ clock: page.clock }}
      defaultColDef={DEFAULT_COLUMN}
      getRowId={rowId}
      {...(state !== undefined && { initialState: state })}
      onCellFocused={chooseFocused}
      onGridPreDestroyed={() => {
        page.watchlist.detach();
        page.grid.set(null);
      }}
      onGridReady={({ api }) => {
        page.grid.set(api);
        page.watchlist.attach(gridPainter(api, page.focus));
      }}
      onSelectionChanged={({ api }) => {
        const [row] = api.getSelectedRows();
        if (row !== undefined) page.focus.choose(row.id);
      }}
      onStateUpdated={({ state: now, sources }) => {
        if (sources.some((source) => KEPT.includes(source))) saveColumns(page.memory, now);
      }}
      postSortRows={({ nodes, api }) => {
        if (isSorted(api)) return;
        const placeOf = ({ data }: { data?: GridRow | undefined }): number => (data === undefined ? 0 : page.watchlist.placeOf(data.id));
        // Where places are alike, as of rows on no list, they stay as they came.
        nodes.sort((a, b) => placeOf(a) - placeOf(b) || 0);
      }}
      rowClassRules={rowClassRules}
      rowData={NO_ROWS}
      rowSelection={SELECTION}
      suppressColumnVirtualisation
      suppressColumnMoveAnimation
      suppressDragLeaveHidesColumns
      suppressNoRowsOverlay
      theme={gridTheme}
      tooltipShowDelay={TOOLTIP_MS}
    />
  );
}

function isSorted(api: GridApi<GridRow>): boolean {
  return api.getColumnState().some(({ sort }) => sort != null);
}

/** The keyboard's cell and the chosen row are one. */
function chooseFocused({ api, rowIndex }: CellFocusedEvent<GridRow>): void {
  if (rowIndex !== null) api.getDisplayedRowAtIndex(rowIndex)?.setSelected(true, true);
}
