import { ConnectionNotice } from "./connection/connection-notice.tsx";
import type { Page } from "./page.ts";
import { TitleBar } from "./replay/title-bar.tsx";
import { TransportBar } from "./replay/transport-bar.tsx";
import { WatchlistPanel } from "./watchlist/watchlist-panel.tsx";

export function App({ page }: { readonly page: Page }) {
  return (
    <div className="desk">
      <TitleBar page={page} />
      <ConnectionNotice page={page} />
      <main>
        <WatchlistPanel page={page} />
      </main>
      <TransportBar page={page} />
    </div>
  );
}
