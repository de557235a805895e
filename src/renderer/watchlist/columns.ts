import type { ColDef, IRowNode } from "ag-grid-community";
import { formatDecimal } from "../../core/base/decimal.ts";
import { AgeCell } from "./age-cell.ts";
import { ageText, utcText } from "./age-text.ts";
import type { Figure } from "./figure.ts";
import type { GridRow } from "./grid-row.ts";
import { priceText } from "./price-text.ts";
import { QualityCell } from "./quality-cell.ts";
import { SparklineCell, sparklineText } from "./sparkline-cell.ts";

type FigureName = "last" | "change" | "changeShare" | "bid" | "ask" | "spread" | "volume" | "high" | "low";

/** A price of more characters than this may not fit its column. */
const LONG_TEXT = 11;

/** Worst first, when sorted down. */
const TRUST = ["live", "unverified", "syncing", "stale", "gap", "down"] as const;

/** A column of figures: the cell's value is the text, so the grid compares and flashes what is seen, and sorts by the number behind it. */
function figureColumn(name: FigureName, headerName: string, width: number, more: ColDef<GridRow> = {}): ColDef<GridRow> {
  return {
    colId: name,
    headerName,
    width,
    headerClass: "ag-right-aligned-header",
    valueGetter: ({ data }) => data?.[name].text,
    comparator: (_a, _b, one: IRowNode<GridRow>, other: IRowNode<GridRow>) => order(one.data?.[name], other.data?.[name]),
    cellClass: `ag-right-aligned-cell figure ${name}`,
    ...more,
    cellClassRules: {
      unknown: ({ data }) => data?.[name].sort === null,
      up: ({ data }) => data?.[name].move === "up",
      down: ({ data }) => data?.[name].move === "down",
      ...more.cellClassRules,
    },
  };
}

function tickingColumn(name: "last" | "bid" | "ask", headerName: string, width: number): ColDef<GridRow> {
  return figureColumn(name, headerName, width, {
    enableCellChangeFlash: true,
    // What a narrow column cuts off, or writes shorter, is never far away.
    tooltipValueGetter: ({ data }) => {
      const text = data === undefined ? "" : priceText(data[name].value, data.places);
      return text.length > LONG_TEXT || text !== data?.[name].text ? text : undefined;
    },
  });
}

/** A figure of the last 24 h: it is told apart whether we have summed it or the exchange has. */
function dayColumn(name: "change" | "changeShare" | "volume" | "high" | "low", headerName: string, width: number): ColDef<GridRow> {
  return figureColumn(name, headerName, width, {
    cellClassRules: { theirs: ({ data }) => data?.statistics === "venue" && data[name].sort !== null },
    tooltipValueGetter: ({ data }) => (data === undefined ? undefined : dayText(name, data)),
  });
}

function dayText(name: FigureName, row: GridRow): string | undefined {
  if (row[name].sort === null || row.statistics === null) return undefined;
  const whose =
    row.statistics === "venue"
      ? "as the exchange publishes it: less than 24 h are recorded"
      : "of the last 24 h, summed from the trades that were recorded";
  if (name !== "volume") return `${exactText(name, row)}, ${whose}`;
  const exact = [row.volume.value, row.baseVolume].flatMap((value) => (value === null ? [] : [formatDecimal(value.mantissa, value.scale)]));
  return `${exact.join(" in quote, ")}${exact.length > 1 ? " in base" : ""}, ${whose}`;
}

function exactText(name: FigureName, row: GridRow): string {
  const { value, text } = row[name];
  return value === null ? text : priceText(value, row.places);
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
    width: 100,
    pinned: "left",
    lockPinned: true,
    tooltipValueGetter: ({ data }) => data?.id,
  },
  { colId: "venue", headerName: "Venue", field: "venue", cellClass: "venue", width: 70 },
  tickingColumn("last", "Last", 100),
  dayColumn("changeShare", "Chg %", 68),
  dayColumn("change", "Chg", 90),
  tickingColumn("bid", "Bid", 88),
  tickingColumn("ask", "Ask", 88),
  figureColumn("spread", "Spread bps", 82, {
    tooltipValueGetter: ({ data }) =>
      data?.spread.value == null ? undefined : `${formatDecimal(data.spread.value.mantissa, data.spread.value.scale)} between bid and ask`,
  }),
  dayColumn("volume", "24h vol", 72),
  dayColumn("high", "High", 88),
  dayColumn("low", "Low", 88),
  {
    colId: "sparkline",
    headerName: "24 h",
    // The line itself: it is another object when there is another line, and the same with every tick.
    valueGetter: ({ data }) => data?.sparkline,
    comparator: (_a, _b, one: IRowNode<GridRow>, other: IRowNode<GridRow>) => order(one.data?.changeShare, other.data?.changeShare),
    cellRenderer: SparklineCell,
    width: 92,
    tooltipValueGetter: ({ data }) => (data?.sparkline == null ? undefined : sparklineText(data.sparkline)),
  },
  {
    colId: "quality",
    headerName: "Quality",
    // What says whether a row can be trusted is in sight whatever the width.
    pinned: "right",
    // Everything the cell shows: it is refreshed when any of it changes.
    valueGetter: ({ data }) => data && `${data.quality}\n${data.sinceMs}\n${data.reason}`,
    comparator: (_a, _b, one: IRowNode<GridRow>, other: IRowNode<GridRow>) => rank(one.data) - rank(other.data),
    cellRenderer: QualityCell,
    width: 104,
    tooltipValueGetter: ({ data }) => {
      if (data === undefined) return undefined;
      const since = data.sinceMs === null ? "" : ` since ${utcText(data.sinceMs)} UTC`;
      return `${data.quality}${since}${data.reason === "" ? "" : `: ${data.reason}`}`;
    },
  },
  {
    colId: "age",
    headerName: "Age",
    headerClass: "ag-right-aligned-header",
    cellClass: "ag-right-aligned-cell",
    valueGetter: ({ data }) => data?.lastMs,
    // The youngest first, when sorted up; what never traded last.
    comparator: (_a, _b, one: IRowNode<GridRow>, other: IRowNode<GridRow>) =>
      (other.data?.lastMs ?? Number.NEGATIVE_INFINITY) - (one.data?.lastMs ?? Number.NEGATIVE_INFINITY) || 0,
    cellRenderer: AgeCell,
    width: 56,
    tooltipValueGetter: ({ data, context }: { data?: GridRow; context: { clock: { nowMs: number } } }) =>
      data?.lastMs == null ? "no trade yet" : `last trade ${ageText(context.clock.nowMs - data.lastMs)} ago, at ${utcText(data.lastMs)} UTC`,
  },
];

/** The columns that a person may hide, with their names. */
export const CHOOSABLE = COLUMNS.flatMap(({ colId = "", headerName = "" }) => (colId === "symbol" ? [] : [{ colId, headerName }]));

function rank(row: GridRow | undefined): number {
  return row === undefined ? 0 : TRUST.indexOf(row.quality);
}

function isOfThePage({ key }: KeyboardEvent): boolean {
  return key === " " || key === "Delete";
}

/** Of every table of instruments. */
export const DEFAULT_COLUMN = {
  minWidth: 52,
  resizable: true,
  sortable: true,
  cellDataType: false,
  suppressHeaderMenuButton: true,
  // Space plays and pauses, Delete removes the row and no cell's content: both are the page's.
  suppressKeyboardEvent: ({ event }: { readonly event: KeyboardEvent }) => isOfThePage(event),
  suppressHeaderKeyboardEvent: ({ event }: { readonly event: KeyboardEvent }) => isOfThePage(event),
  sortingOrder: ["asc", "desc", null],
} satisfies ColDef<GridRow>;
