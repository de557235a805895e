import type { GridState } from "ag-grid-community";
import * as z from "zod";
import { readSaved } from "../stores/read-saved.ts";
import { COLUMNS } from "./columns.ts";

const KEY = "tapedeck.columns";
const VERSION = 1;

const columnId = z.string().max(100);

const savedSchema = z.object({
  version: z.literal(VERSION),
  order: z.array(columnId),
  hidden: z.array(columnId),
  widths: z.array(z.object({ colId: columnId, width: z.number().min(20).max(2_000) })),
  sort: z.array(z.object({ colId: columnId, sort: z.enum(["asc", "desc"]) })),
});

/** Order, widths, what is hidden and what is sorted by, as it was left; undefined where nothing usable was. A column that is new stands at its end. */
export function readColumns(memory: Pick<Storage, "getItem">): GridState | undefined {
  const saved = readSaved(memory, KEY, savedSchema);
  if (saved === null) return undefined;
  const known = new Set(COLUMNS.map(({ colId }) => colId));
  const { order, hidden, widths, sort } = saved;
  const orderedColIds = [...new Set([...order.filter((id) => known.has(id)), ...COLUMNS.flatMap(({ colId }) => colId ?? [])])];
  return {
    columnOrder: { orderedColIds },
    columnVisibility: { hiddenColIds: hidden.filter((id) => known.has(id) && id !== "symbol") },
    columnSizing: { columnSizingModel: widths.filter(({ colId }) => known.has(colId)) },
    sort: { sortModel: sort.filter(({ colId }) => known.has(colId)) },
  };
}

export function saveColumns(memory: Pick<Storage, "setItem">, state: GridState): void {
  const saved: z.infer<typeof savedSchema> = {
    version: VERSION,
    order: state.columnOrder?.orderedColIds ?? [],
    hidden: state.columnVisibility?.hiddenColIds ?? [],
    widths: (state.columnSizing?.columnSizingModel ?? []).flatMap(({ colId, width }) => (width === undefined ? [] : [{ colId, width }])),
    sort: (state.sort?.sortModel ?? []).map(({ colId, sort }) => ({ colId, sort })),
  };
  memory.setItem(KEY, JSON.stringify(saved));
}
