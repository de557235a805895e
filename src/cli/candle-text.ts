import type { CandleRow } from "../core/candles/candle-row.ts";
import type { KlineAuditReport } from "../core/candles/kline-audit.ts";
import type { CandleDifference, Reconciliation } from "../core/candles/reconciliation.ts";
import type { ReplayedCandles } from "../workers/replay/replay-candles.ts";

/** The columns of candles in CSV, in order. Scripts read them: they stay. */
export const CANDLE_COLUMNS = [
  "openTime",
  "open",
  "high",
  "low",
  "close",
  "volume",
  "quoteVolume",
  "trades",
  "takerBase",
  "takerQuote",
  "revision",
  "final",
  "complete",
] as const satisfies readonly (keyof CandleRow)[];

/** Candles as CSV with a line of headings; bars by activity end with the time of their last trade. */
export function candleCsv(rows: readonly (CandleRow & { readonly closeTime?: number })[], byActivity: boolean): string {
  const columns = byActivity ? [...CANDLE_COLUMNS, "closeTime" as const] : CANDLE_COLUMNS;
  return [columns.join(","), ...rows.map((row) => columns.map((column) => row[column]).join(","))].map((line) => `${line}\n`).join("");
}

/** A reconciliation, with whom it was made, and what the recorded messages said where the session was asked. */
export interface ReconciliationReport extends Reconciliation {
  readonly source: string;
  readonly messages: Omit<KlineAuditReport, "closed"> | null;
}

export function candleSummary({ rows, counts }: ReplayedCandles): string {
  const { late, tooLate, duplicate } = counts;
  return `${rows.length} candles; ${late} late trades, ${tooLate} too late, ${duplicate} repeated\n`;
}

/** The columns of differences in CSV, in order: one row a figure that differs, or a candle that one side lacks. */
export const DIFFERENCE_COLUMNS = ["openTime", "kind", "complete", "field", "ours", "theirs", "difference"] as const;

/** The differences of a reconciliation as CSV with a line of headings. */
export function reconciliationCsv({ differences }: Reconciliation): string {
  const rows = differences.flatMap(({ openTime, kind, complete, fields }) => {
    const figures = Object.entries(fields).map(([field, { ours, theirs, difference }]) => [field, ours, theirs, difference]);
    return (figures.length > 0 ? figures : [["", "", "", ""]]).map((figure) => [openTime, kind, complete, ...figure]);
  });
  return [DIFFERENCE_COLUMNS, ...rows].map((cells) => `${cells.join(",")}\n`).join("");
}

/** The reconciliation for a person: one line in all, one a difference. */
export function reconciliationText({ source, messages, compared, equal, unexplained, incomplete, differences }: ReconciliationReport): string {
  const stream =
    messages === null
      ? []
      : [
          `kline messages: ${messages.verified} equal their trades, ${messages.different.length} do not, ` +
            `${messages.cut} end within an aggregate, ${messages.unproven} name trades that were not recorded`,
        ];
  return [
    `${source}: ${equal} of ${compared} candles equal; ${unexplained} differences on complete candles, ${incomplete} on incomplete ones`,
    ...stream,
    ...differences.map(differenceLine),
    "",
  ].join("\n");
}

function differenceLine({ openTime, kind, complete, fields }: CandleDifference): string {
  const where = `${new Date(openTime).toISOString()} ${complete ? "complete" : "incomplete"}`;
  if (kind === "absent-here") return `${where}: no candle here, the exchange has one`;
  if (kind === "absent-there") return `${where}: a candle here, the exchange has none`;
  const figures = Object.entries(fields).map(([field, { ours, theirs, difference }]) => `${field} ${ours} not ${theirs} (${difference})`);
  return `${where}: ${figures.join(", ")}`;
}
