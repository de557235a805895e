import { type KeyboardEvent, useMemo } from "react";
import { INTERVALS } from "../../core/candles/interval.ts";
import { MAX_BARS } from "../../core/contract/screening.ts";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { BacktestGrid } from "./backtest-grid.tsx";
import { ConditionField } from "./condition-field.tsx";
import { isMistake, readCondition } from "./question.ts";
import { ResultsGrid } from "./results-grid.tsx";
import { RunLine } from "./run-line.tsx";
import { ScreenerHelp } from "./screener-help.tsx";
import { SessionChoice, useSessions } from "./session-choice.tsx";

/** A condition, evaluated for the whole watchlist, or tested on stored sessions. */
export function ScreenerPanel({ page }: { readonly page: Page }) {
  const question = useStore(page.screener.question);
  const run = useStore(page.screener.run);
  const isOpen = useStore(page.connection.desk) !== null;
  const sessions = useSessions(page);
  const past = question.kind === "backtest";
  const mistake = useMemo(() => {
    const read = readCondition(question);
    return isMistake(read) ? read : null;
  }, [question]);
  const running = run?.state === "running";
  const canRun = isOpen && mistake === null && (!past || sessions.length > 0);
  const onRun = (): void => {
    if (!isOpen) return;
    if (past) page.screener.backtest(sessions);
    else page.screener.screen(onScreen(page));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !running) return;
    event.preventDefault(); // and no way back from a replay
    page.screener.cancel();
  };
  const again = run !== null && !running && run.question === question;
  return (
    <section className="screener" aria-label="Screener" onKeyDown={onKeyDown}>
      <div className="screener-ask">
        <ConditionField page={page} mistake={mistake} onRun={onRun} />
        {running ? (
          <button type="button" className="screener-run" onClick={() => page.screener.cancel()} title="Take it back (Esc)">
            Cancel
          </button>
        ) : (
          <button type="button" className="screener-run" disabled={!canRun} onClick={onRun} title="Enter">
            {again ? "Refresh" : "Run"}
          </button>
        )}
      </div>
      <Options page={page} />
      <RunLine page={page} />
      <div className="screener-body">
        {run === null || run.question.kind !== question.kind ? (
          <ScreenerHelp page={page} past={past} />
        ) : past ? (
          <BacktestGrid page={page} />
        ) : (
          <ResultsGrid page={page} terms={run.terms} />
        )}
      </div>
    </section>
  );
}

const KINDS = [
  ["screen", "Screen"],
  ["backtest", "Backtest"],
] as const;

function Options({ page }: { readonly page: Page }) {
  const { kind, interval, acceptHoles, bars } = useStore(page.screener.question);
  return (
    <div className="screener-options">
      <div className="segments" role="group" aria-label="Now, or on the past">
        {KINDS.map(([name, title]) => (
          <button key={name} type="button" aria-pressed={kind === name} onClick={() => page.screener.edit({ kind: name })}>
            {title}
          </button>
        ))}
      </div>
      <label title="The interval of candles and indicators that name none">
        candles of
        <select value={interval} onChange={(event) => page.screener.edit({ interval: event.target.value })}>
          {INTERVALS.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label title="Takes candles and windows of which trades may be missing as they are, for exchanges that number no trades">
        <input type="checkbox" checked={acceptHoles} onChange={(event) => page.screener.edit({ acceptHoles: event.target.checked })} />
        accept gaps
      </label>
      {kind === "backtest" && (
        <>
          <label title="Candles an entry is held">
            hold for
            <input
              type="number"
              min={1}
              max={MAX_BARS}
              value={bars}
              onChange={(event) => {
                const { valueAsNumber } = event.target;
                if (Number.isInteger(valueAsNumber) && valueAsNumber >= 1 && valueAsNumber <= MAX_BARS) page.screener.edit({ bars: valueAsNumber });
              }}
            />
            candles
          </label>
          <SessionChoice page={page} />
        </>
      )}
    </div>
  );
}

/** What a person has before their eyes: the chosen symbol, the rows of the last results, those of the watchlist. */
function onScreen(page: Page): string[] {
  const chosen = page.focus.chosen.get();
  const watched = page.grid.get()?.getRenderedNodes() ?? [];
  return [
    ...new Set([
      ...(chosen === null ? [] : [chosen]),
      ...page.screener.onScreen(),
      ...watched.flatMap(({ data }) => (data === undefined ? [] : [data.id])),
    ]),
  ];
}
