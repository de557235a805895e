import type { ColDef, GetRowIdParams, IRowNode } from "ag-grid-community";
import type { BacktestRow } from "../../core/contract/screening.ts";
import { splitInstrumentId } from "../../core/market/instrument.ts";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { UNKNOWN } from "../watchlist/price-text.ts";
import { SymbolGrid } from "./symbol-grid.tsx";

type Figure = keyof BacktestRow["summary"];

const rowId = ({ data }: GetRowIdParams<BacktestRow>): string => `${data.session}\n${data.instrument}`;

/** What a backtest found of each instrument of each session. */
export function BacktestGrid({ page }: { readonly page: Page }) {
  const { tested } = useStore(page.screener.results);
  return (
    <SymbolGrid<BacktestRow> page={page} instrumentOf={({ instrument }) => instrument} columnDefs={COLUMNS} getRowId={rowId} rowData={[...tested]} />
  );
}

/** A fraction in per cent with its sign: `+0.120 %`; a share of all with fewer places has none. */
export function percentText(value: number | null, places = 3): string {
  if (value === null) return UNKNOWN;
  const text = (100 * value).toFixed(places);
  const sign = places === 0 ? "" : Number(text) > 0 ? "+" : "";
  return `${sign}${text.replace("-", "−")} %`;
}

function figureColumn(name: Figure, headerName: string, width: number, show: (value: number | null) => string): ColDef<BacktestRow> {
  return {
    colId: name,
    headerName,
    width,
    headerClass: "ag-right-aligned-header",
    cellClass: "ag-right-aligned-cell figure",
    valueGetter: ({ data }) => (data === undefined ? "" : show(data.summary[name])),
    comparator: (_a, _b, one: IRowNode<BacktestRow>, other: IRowNode<BacktestRow>) => figure(one, name) - figure(other, name) || 0,
    cellClassRules: {
      unknown: ({ data }) => data?.summary[name] === null,
      up: ({ data }) => name.endsWith("Return") && (data?.summary[name] ?? 0) > 0,
      down: ({ data }) => name.endsWith("Return") && (data?.summary[name] ?? 0) < 0,
    },
  };
}

const count = (value: number | null): string => (value ?? 0).toLocaleString("en-US");
const percent = (value: number | null): string => percentText(value);

const COLUMNS: ColDef<BacktestRow>[] = [
  {
    colId: "symbol",
    headerName: "Symbol",
    valueGetter: ({ data }) => data && splitInstrumentId(data.instrument).symbol,
    cellClass: "symbol",
    width: 104,
    pinned: "left",
    lockPinned: true,
  },
  figureColumn("entries", "Entries", 78, count),
  figureColumn("meanReturn", "Mean", 90, percent),
  figureColumn("medianReturn", "Median", 90, percent),
  figureColumn("hitRate", "Hit rate", 80, (value) => percentText(value, 0)),
  figureColumn("maxDrawdown", "Drawdown", 92, percent),
  figureColumn("candles", "Candles", 84, count),
  figureColumn("unknown", "Unknown", 84, count),
  { colId: "session", headerName: "Session", field: "session", cellClass: "why", minWidth: 140, flex: 1, tooltipField: "session" },
];

function figure({ data }: IRowNode<BacktestRow>, name: Figure): number {
  return data?.summary[name] ?? Number.NEGATIVE_INFINITY;
}
