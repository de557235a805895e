import type { ColDef, GetRowIdParams, GridApi, IRowNode } from "ag-grid-community";
import { useMemo } from "react";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { utcText } from "../watchlist/age-text.ts";
import { QualityCell } from "../watchlist/quality-cell.ts";
import { matchRank, type ResultRow, resultRow, valueText } from "./result-row.ts";
import type { Results } from "./screener-store.ts";
import { SymbolGrid } from "./symbol-grid.tsx";

const TOOLTIP_MS = 400;
const rowId = ({ data }: GetRowIdParams<ResultRow>): string => data.id;

/** The results of a screen, in a table that can be sorted; choosing a row chooses its symbol for the other panels. */
export function ResultsGrid({ page, terms }: { readonly page: Page; readonly terms: readonly string[] }) {
  const rows = useRows(page, useStore(page.screener.results), terms);
  const columns = useMemo(() => columnsOf(terms), [terms]);
  return (
    <SymbolGrid<ResultRow>
      page={page}
      instrumentOf={({ id }) => id}
      columnDefs={columns}
      context={{ clock: page.clock }}
      getRowId={rowId}
      onGridPreDestroyed={() => page.screener.attach(null)}
      onGridReady={({ api }) => page.screener.attach(() => renderedIds(api))}
      rowData={rows}
      tooltipShowDelay={TOOLTIP_MS}
    />
  );
}

/** Rows in the order of the watchlist, which those keep that a sorted column leaves alike. */
function useRows(page: Page, { screened }: Results, terms: readonly string[]): ResultRow[] {
  const { watchlist } = page;
  // Whenever a book can be read no more, or again, the rows show it.
  useStore(watchlist.summary);
  const rows = screened.map((result) => resultRow(result, terms, watchlist.row(result.instrument)));
  return rows.sort((one, other) => watchlist.placeOf(one.id) - watchlist.placeOf(other.id) || 0);
}

function renderedIds(api: GridApi<ResultRow>): string[] {
  return api.getRenderedNodes().flatMap(({ data }) => (data === undefined ? [] : [data.id]));
}

function columnsOf(terms: readonly string[]): ColDef<ResultRow>[] {
  return [
    {
      colId: "symbol",
      headerName: "Symbol",
      field: "symbol",
      cellClass: "symbol",
      width: 104,
      pinned: "left",
      lockPinned: true,
      tooltipValueGetter: ({ data }) => data?.id,
    },
    {
      colId: "match",
      headerName: "Match",
      valueGetter: ({ data }) => (data === undefined ? "" : data.match === null ? "unknown" : data.match ? "match" : "no"),
      comparator: (_a, _b, one: IRowNode<ResultRow>, other: IRowNode<ResultRow>) => rank(other) - rank(one),
      sort: "asc",
      cellClassRules: { "is-match": ({ data }) => data?.match === true, "is-unknown": ({ data }) => data?.match === null },
      width: 78,
      tooltipValueGetter: ({ data }) => (data?.eventMs == null ? undefined : `evaluated at ${utcText(data.eventMs)} UTC of event time`),
    },
    ...terms.map((term, at): ColDef<ResultRow> => ({
      colId: `term-${at}`,
      headerName: term,
      headerTooltip: term,
      headerClass: "ag-right-aligned-header",
      cellClass: "ag-right-aligned-cell figure",
      cellClassRules: { unknown: ({ data }) => data?.values[at] == null },
      valueGetter: ({ data }) => (data === undefined ? "" : valueText(data.values[at] ?? null)),
      comparator: (_a, _b, one: IRowNode<ResultRow>, other: IRowNode<ResultRow>) => figure(one, at) - figure(other, at) || 0,
      tooltipValueGetter: ({ data }) => data?.reasons[at] || String(data?.values[at] ?? ""),
      width: Math.min(170, Math.max(90, 26 + term.length * 7)),
    })),
    {
      colId: "quality",
      headerName: "Quality",
      valueGetter: ({ data }) => data && `${data.quality}\n${data.sinceMs}`,
      cellRenderer: QualityCell,
      width: 104,
      tooltipValueGetter: ({ data }) => (data === undefined || data.qualityReason === "" ? undefined : `${data.quality}: ${data.qualityReason}`),
    },
    { colId: "why", headerName: "Not known because", field: "why", cellClass: "why", minWidth: 260, flex: 1, tooltipField: "why" },
  ];
}

function rank({ data }: IRowNode<ResultRow>): number {
  return data === undefined ? -1 : matchRank(data.match);
}

/** What is not known sorts below every number. */
function figure({ data }: IRowNode<ResultRow>, at: number): number {
  return data?.values[at] ?? Number.NEGATIVE_INFINITY;
}
