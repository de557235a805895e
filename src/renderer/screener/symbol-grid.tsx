import type { CellFocusedEvent, RowClickedEvent } from "ag-grid-community";
import { AgGridReact, type AgGridReactProps } from "ag-grid-react";
import type { Page } from "../page.ts";
import { gridTheme } from "../theme/grid-theme.ts";
import { DEFAULT_COLUMN } from "../watchlist/columns.ts";

const SELECTION = { mode: "singleRow" as const, checkboxes: false, enableClickSelection: true };

interface SymbolGridProps<R> extends AgGridReactProps<R> {
  readonly page: Page;
  readonly instrumentOf: (row: R) => string;
}

/** A table of what was found of instruments: choosing a row, by pointer or by key, chooses its instrument for the other panels. */
export function SymbolGrid<R>({ page, instrumentOf, ...grid }: SymbolGridProps<R>) {
  const choose = (row: R | undefined): void => {
    if (row === undefined) return;
    const instrument = instrumentOf(row);
    if (!page.watchlist.choose(instrument)) page.focus.choose(instrument);
  };
  return (
    <AgGridReact<R>
      animateRows={false}
      defaultColDef={DEFAULT_COLUMN}
      onCellFocused={({ api, rowIndex }: CellFocusedEvent<R>) => {
        const node = rowIndex === null ? undefined : api.getDisplayedRowAtIndex(rowIndex);
        node?.setSelected(true, true);
        choose(node?.data);
      }}
      onRowClicked={({ data }: RowClickedEvent<R>) => choose(data)}
      rowSelection={SELECTION}
      suppressColumnMoveAnimation
      suppressColumnVirtualisation
      suppressNoRowsOverlay
      theme={gridTheme}
      {...grid}
    />
  );
}
