import type { DeskEvent } from "../core/contract/desk.ts";
import type { StreamView } from "../core/contract/view-of-stream.ts";
import { downText } from "./connection/down-text.ts";
import type { DeskOpened } from "./connection/desk-connection.ts";
import type { ViewSource } from "./connection/view-source.ts";
import type { Page } from "./page.ts";

/** Routes what comes over the connection to the stores. What the page is doing stands on the document too, for styles and for tests. */
export function listen(page: Page, wallMs: () => number): void {
  const { connection, intervals, shell, mode, watchlist, ladder, liquidity, ticker, focus, merged } = page;
  connection.onShell((event) => {
    shell.receive(event);
    page.screener.receive(event);
    if (event.type === "desk.status") page.warnings.hear(event.warnings);
    mode.hear(event);
    if (event.type === "desk.trouble" && !event.fatal) page.notices.tell({ message: event.message, tone: "trouble" });
    if (event.type === "watchlist.changed" && !mode.isReplay) watchlist.list(event.instruments);
  });
  let shown: DeskOpened | null = null;
  connection.desk.subscribe(() => {
    const desk = connection.desk.get();
    // Other processes show the same live desk: what they show takes the place of what is there, row by row.
    if (desk?.mode === "live" && shown?.mode === "live" && shell.watchlist.get() !== null) watchlist.forgetSources();
    else switchTo(page, desk);
    shown = desk;
  });
  connection.onPort((source) => {
    source.send(intervals.command);
    source.send(focus.command);
  });
  connection.onEvent((event, source) => hear(page, event, source));
  connection.onView((message, source) => {
    merged.count(source.acknowledge(message.stream), message.view.merged);
    route(page, message, source);
  });
  connection.onLost((source) => {
    const down = downText(source.parts);
    if (source.parts.includes("analytics")) page.recomputation.clear();
    watchlist.lose(source, { sinceMs: wallMs(), reason: down });
    ladder.lose(source.acknowledge("ladder"), down);
    liquidity.lose(source.acknowledge("liquidity"), down);
    ticker.lose(source.acknowledge("ticker"), down);
  });
  connection.state.subscribe(() => follow(page));
}

/** Another desk is shown: nothing of the one before stays. */
function switchTo(page: Page, desk: DeskOpened | null): void {
  const { dataset } = document.documentElement;
  const live = desk?.mode === "live";
  page.watchlist.clear(live ? (page.shell.watchlist.get() ?? []) : null);
  const stores = [page.screener, page.chart, page.ladder, page.tape, page.ticker, page.liquidity, page.replay, page.recomputation, page.merged];
  for (const store of stores) store.clear();
  if (live) page.clock.runLive();
  else page.clock.reset();
  dataset["desk"] = desk?.mode ?? "";
  delete dataset["replay"];
}

function hear(page: Page, event: DeskEvent, source: ViewSource): void {
  page.watchlist.receive(event, source);
  page.recomputation.hear(event);
  if (page.connection.desk.get()?.mode !== "replay") return;
  page.replay.receive(event);
  if (event.type !== "replay.status") return;
  page.mode.status(event);
  page.clock.set(event);
  document.documentElement.dataset["replay"] = event.ended ? "ended" : event.playing ? "playing" : "paused";
}

/** What is of an instrument that is in focus no more is acknowledged, and not shown. */
function route(
  { watchlist, chart, intervals, ladder, tape, ticker, liquidity, focus }: Page,
  { stream, view }: StreamView,
  source: ViewSource,
): void {
  if (stream === "watchlist") return watchlist.view(view, source);
  if (stream === "sparkline") return watchlist.lines(view, source);
  const take = view.instrument === focus.told ? "view" : "pass";
  const acknowledge = source.acknowledge(stream);
  if (stream === "chart") chart[view.interval === intervals.chosen ? take : "pass"](view, acknowledge);
  else if (stream === "ladder") ladder[take](view, acknowledge);
  else if (stream === "tape") tape[take](view, acknowledge);
  else if (stream === "ticker") ticker[take](view, acknowledge);
  else liquidity[take](view, acknowledge);
}

/** The connection's state on the document. Without one a replay's time is not known to go on; the live desk's goes on, and ages with it. */
function follow({ connection, clock, mode, shell, screener }: Page): void {
  const { dataset } = document.documentElement;
  const { phase } = connection.state.get();
  dataset["connection"] = phase;
  if (phase !== "lost" && phase !== "failed") return;
  if (phase === "lost") mode.lost();
  if (mode.isReplay) clock.stop();
  shell.lose();
  screener.lose();
  delete dataset["replay"];
}
