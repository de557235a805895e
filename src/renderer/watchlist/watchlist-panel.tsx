import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { WatchlistGrid } from "./watchlist-grid.tsx";

export function WatchlistPanel({ page }: { readonly page: Page }) {
  return (
    <section className="panel" aria-label="Watchlist">
      <PanelHeading page={page} />
      <div className="panel-body">
        <WatchlistGrid page={page} />
        <EmptyWatchlist page={page} />
      </div>
    </section>
  );
}

function PanelHeading({ page }: { readonly page: Page }) {
  const { instruments, unreadable } = useStore(page.watchlist.summary);
  const recorded = useStore(page.replay.session)?.instruments ?? 0;
  return (
    <header className="panel-heading">
      <h2>Watchlist</h2>
      <span className="muted">
        {instruments < recorded
          ? `${instruments} of ${recorded} instruments so far`
          : `${instruments} ${instruments === 1 ? "instrument" : "instruments"}`}
      </span>
      {unreadable > 0 && (
        <span className="warning" title="Their books are known to be wrong or incomplete, so bid and ask are not shown">
          {unreadable} not readable
        </span>
      )}
    </header>
  );
}

function EmptyWatchlist({ page }: { readonly page: Page }) {
  const { instruments } = useStore(page.watchlist.summary);
  const status = useStore(page.replay.status);
  const { phase } = useStore(page.connection.state);
  if (instruments > 0 || phase === "failed" || phase === "lost") return null;
  if (status === null) return <p className="empty">Opening the session…</p>;
  if (status.ended) return <p className="empty">This session names no instrument: it holds no market data that can be shown.</p>;
  return <p className="empty">{status.playing ? "Waiting for the first message of the session…" : "Press Space to play the session."}</p>;
}
