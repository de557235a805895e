import type { ColDef, IRowNode } from "ag-grid-community";
import { formatDecimal } from "../../core/base/decimal.ts";
import { utcText } from "./age-text.ts";
import { type Figure, type GridRow, spreadBps } from "./grid-row.ts";
import { QualityCell } from "./quality-cell.ts";

type FigureName = "last" | "bid" | "ask" | "spread" | "volume";

/** A price of more characters than this may not fit its column. */
const LONG_TEXT = 12;

/** Worst first, when sorted down. */
const TRUST = ["live", "unverified", "syncing", "stale", "gap", "down"] as const;

/** A column of figures: the cell's value is the text, so the grid compares and flashes what is seen, and sorts by the number behind it. */
function figureColumn(name: FigureName, headerName: string, more: ColDef<GridRow> = {}): ColDef<GridRow> {
  return {
    colId: name,
    headerName,
    headerClass: "ag-right-aligned-header",
    valueGetter: ({ data }) => data?.[name].text,
    comparator: (_a, _b, one: IRowNode<GridRow>, other: IRowNode<GridRow>) => order(one.data?.[name], other.data?.[name]),
    cellClass: `ag-right-aligned-cell figure ${name}`,
    ...more,
    cellClassRules: { unknown: ({ data }) => data?.[name].value === null, ...more.cellClassRules },
  };
}

function tickingColumn(name: "last" | "bid" | "ask", headerName: string): ColDef<GridRow> {
  return figureColumn(name, headerName, {
    // The last price has a triangle before it.
    minWidth: name === "last" ? 104 : 92,
    enableCellChangeFlash: true,
    // What a narrow column cuts off is never far away.
    tooltipValueGetter: ({ data }) => (data !== undefined && data[name].text.length > LONG_TEXT ? data[name].text : undefined),
    cellClassRules: {
      up: ({ data }) => data?.[name].move === "up",
      down: ({ data }) => data?.[name].move === "down",
    },
  });
}

/** What is not known sorts below every number. */
function order(one: Figure | undefined, other: Figure | undefined): number {
  return (one?.sort ?? Number.NEGATIVE_INFINITY) - (other?.sort ?? Number.NEGATIVE_INFINITY) || 0;
}

export const COLUMNS: ColDef<GridRow>[] = [
  {
    colId: "symbol",
    headerName: "Symbol",
    field: "symbol",
    cellClass: "symbol",
    minWidth: 100,
    flex: 1.1,
    tooltipValueGetter: ({ data }) => data?.id,
  },
  tickingColumn("last", "Last"),
  tickingColumn("bid", "Bid"),
  tickingColumn("ask", "Ask"),
  figureColumn("spread", "Spread", {
    minWidth: 96,
    flex: 0.9,
    tooltipValueGetter: ({ data }) => {
      const bps = data && spreadBps(data);
      return bps == null ? undefined : `${bps.toFixed(3)} bps of the middle price`;
    },
  }),
  figureColumn("volume", "24h vol", {
    minWidth: 68,
    flex: 0.8,
    tooltipValueGetter: ({ data }) => {
      const value = data?.volume.value;
      return value == null ? undefined : `${formatDecimal(value.mantissa, value.scale)} traded in the last 24 h, as recorded`;
    },
  }),
  {
    colId: "quality",
    headerName: "Quality",
    // Everything the cell shows: it is refreshed when any of it changes.
    valueGetter: ({ data }) => data && `${data.quality}\n${data.sinceMs}\n${data.reason}`,
    comparator: (_a, _b, one: IRowNode<GridRow>, other: IRowNode<GridRow>) => rank(one.data) - rank(other.data),
    cellRenderer: QualityCell,
    minWidth: 106,
    flex: 1.1,
    tooltipValueGetter: ({ data }) => data && `${data.quality} since ${utcText(data.sinceMs)} UTC${data.reason === "" ? "" : `: ${data.reason}`}`,
  },
];

function rank(row: GridRow | undefined): number {
  return row === undefined ? 0 : TRUST.indexOf(row.quality);
}

export const DEFAULT_COLUMN: ColDef<GridRow> = {
  flex: 1,
  minWidth: 78,
  resizable: true,
  sortable: true,
  cellDataType: false,
  suppressHeaderMenuButton: true,
  // Space plays and pauses, also while a cell has the focus.
  suppressKeyboardEvent: ({ event }) => event.key === " ",
  sortingOrder: ["asc", "desc", null],
};
