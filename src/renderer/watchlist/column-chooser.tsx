import { Popover } from "@base-ui/react/popover";
import type { GridApi } from "ag-grid-community";
import { useState } from "react";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { CheckBox } from "../theme/check-box.tsx";
import { CHOOSABLE, COLUMNS } from "./columns.ts";
import type { GridRow } from "./grid-row.ts";

/** Which columns the watchlist has. Their order and widths are changed in its head, by dragging. */
export function ColumnChooser({ page }: { readonly page: Page }) {
  const grid = useStore(page.grid);
  const open = useStore(page.dialog)?.name === "columns";
  if (grid === null) return null;
  return (
    <Popover.Root open={open} onOpenChange={(wanted) => page.dialog.set(wanted ? { name: "columns" } : null)}>
      <Popover.Trigger className="icon-button" aria-label="Columns" title="Columns">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10" />
        </svg>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="popover-place" side="bottom" align="end" sideOffset={6}>
          <Popover.Popup className="popover">
            <Popover.Title className="popover-title">Columns</Popover.Title>
            {CHOOSABLE.map(({ colId, headerName }) => (
              <ColumnChoice key={colId} grid={grid} colId={colId} name={headerName} />
            ))}
            <button
              type="button"
              className="quiet"
              onClick={() => {
                reset(grid);
                page.dialog.set(null);
              }}
            >
              As on the first day
            </button>
            <p className="muted">Drag a heading to move its column, its edge to size it.</p>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function ColumnChoice({ grid, colId, name }: { readonly grid: GridApi<GridRow>; readonly colId: string; readonly name: string }) {
  const [shown, setShown] = useState(() => grid.getColumn(colId)?.isVisible() ?? true);
  return (
    <label className="column-choice">
      <CheckBox
        checked={shown}
        onChange={(wanted) => {
          grid.setColumnsVisible([colId], wanted);
          setShown(wanted);
        }}
      />
      {name}
    </label>
  );
}

/** Every column in its place, as wide as it was, and nothing sorted. */
function reset(grid: GridApi<GridRow>): void {
  grid.applyColumnState({
    state: COLUMNS.flatMap(({ colId, width }) =>
      colId === undefined ? [] : [{ colId, hide: false, sort: null, ...(width !== undefined && { width }) }],
    ),
    applyOrder: true,
  });
}
