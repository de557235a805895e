import { utcText } from "../watchlist/age-text.ts";
import { useStore } from "../stores/store.ts";
import type { Page } from "../page.ts";
import { percentText } from "./backtest-grid.tsx";
import type { Results, Run } from "./screener-store.ts";

/** How the run stands, and what it found, in a line. */
export function RunLine({ page }: { readonly page: Page }) {
  const run = useStore(page.screener.run);
  const results = useStore(page.screener.results);
  const question = useStore(page.screener.question);
  if (run === null || run.question.kind !== question.kind) return null;
  const isOld = run.question.text !== question.text && run.state !== "running";
  const total = run.total === 0 ? undefined : run.total;
  return (
    <div className="run-line" data-state={run.state}>
      {run.state === "running" && <progress aria-label="Progress" max={total ?? 1} {...(total !== undefined && { value: run.done })} />}
      <p role="status">{lineOf(run, results)}</p>
      {isOld && (
        <p className="run-of" title={run.question.text}>
          of <code>{run.question.text}</code>
        </p>
      )}
    </div>
  );
}

function lineOf(run: Run, results: Results): string {
  const found = run.question.kind === "screen" ? screened(results) : tested(results);
  if (run.state === "failed") return [run.message, found].filter((part) => part !== "").join(" · ");
  if (run.state === "cancelled") return ["cancelled", found].filter((part) => part !== "").join(" · ");
  if (run.state === "done") return found === "" ? "nothing to evaluate: no instrument is there" : found;
  const progress = run.unit === "symbols" ? `${run.done} of ${run.total || "…"} symbols` : `${run.done} %`;
  // Books that wait for their snapshots come first.
  const heldUp = run.heldUpMs < 1_000 ? "" : `waiting ${Math.ceil(run.heldUpMs / 1_000)} s for the exchange's request limit`;
  return [progress, heldUp, found].filter((part) => part !== "").join(" · ");
}

function screened({ screened: rows }: Results): string {
  if (rows.length === 0) return "";
  const matches = rows.filter(({ match }) => match === true).length;
  const unknown = rows.filter(({ match }) => match === null).length;
  const eventMs = Math.max(...rows.map(({ eventMs: at }) => at ?? Number.NEGATIVE_INFINITY));
  const at = Number.isFinite(eventMs) ? ` · evaluated at ${utcText(eventMs)} UTC of event time` : "";
  return `${matches} of ${rows.length} match${unknown === 0 ? "" : `, ${unknown} unknown`}${at}`;
}

function tested({ summary }: Results): string {
  if (summary === null) return "";
  const { entries, meanReturn, medianReturn, hitRate, maxDrawdown, unknown, candles, unfinished, broken } = summary;
  const left = [
    [unfinished, "unfinished"],
    [broken, "over a gap"],
  ].flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`]));
  const returns =
    entries === 0
      ? []
      : [
          `mean ${percentText(meanReturn)}`,
          `median ${percentText(medianReturn)}`,
          `hit rate ${percentText(hitRate, 0)}`,
          `worst drawdown ${percentText(maxDrawdown)}`,
        ];
  const candleText = `${candles.toLocaleString("en-US")} candles${unknown === 0 ? "" : `, ${unknown.toLocaleString("en-US")} of them unknown`}`;
  return [`${entries.toLocaleString("en-US")} ${entries === 1 ? "entry" : "entries"}`, ...returns, ...left, candleText].join(" · ");
}
