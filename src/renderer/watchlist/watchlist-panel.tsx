import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { ColumnChooser } from "./column-chooser.tsx";
import { WatchlistGrid } from "./watchlist-grid.tsx";

export function WatchlistPanel({ page }: { readonly page: Page }) {
  return (
    <section className="watchlist" aria-label="Watchlist">
      <WatchlistGrid page={page} />
      <EmptyWatchlist page={page} />
    </section>
  );
}

/** How many instruments there are, how many of their books may not be read, and which columns are shown. */
export function WatchlistActions({ page }: { readonly page: Page }) {
  const { instruments, unreadable, theirs } = useStore(page.watchlist.summary);
  const recorded = useStore(page.replay.session)?.instruments ?? 0;
  return (
    <>
      {theirs > 0 && (
        <span className="muted theirs-note" title="Less than 24 h are recorded yet: the dotted figures are those that the exchange itself publishes">
          24 h figures: the exchange's own
        </span>
      )}
      {unreadable > 0 && (
        <span className="warning" title="Their books are known to be wrong or incomplete, so bid and ask are not shown">
          {unreadable} not readable
        </span>
      )}
      <span className="muted">
        {instruments < recorded ? `${instruments} of ${recorded} so far` : `${instruments} ${instruments === 1 ? "instrument" : "instruments"}`}
      </span>
      <ColumnChooser page={page} />
    </>
  );
}

function EmptyWatchlist({ page }: { readonly page: Page }) {
  const { instruments } = useStore(page.watchlist.summary);
  const status = useStore(page.replay.status);
  const { phase } = useStore(page.connection.state);
  const mode = useStore(page.connection.desk)?.mode;
  const listed = useStore(page.shell.watchlist);
  if (instruments > 0 || phase === "failed" || phase === "lost") return null;
  if (mode !== "replay") {
    if (listed?.length !== 0) return <p className="empty">Connecting to the desk…</p>;
    return (
      <div className="empty">
        <p>The watchlist is empty. Type the first letters of a symbol to add one.</p>
        <button type="button" onClick={() => page.dialog.set({ name: "search", typed: "" })}>
          Add symbol
        </button>
      </div>
    );
  }
  if (status === null) return <p className="empty">Opening the session…</p>;
  if (status.ended) return <p className="empty">This session names no instrument: it holds no market data that can be shown.</p>;
  return <p className="empty">{status.playing ? "Waiting for the first message of the session…" : "Press Space to play the session."}</p>;
}
