import { DeskDialog } from "../dialogs/desk-dialog.tsx";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { utcText } from "../watchlist/age-text.ts";

/** What went wrong since the page was loaded, newest first. */
export function TroubleList({ page }: { readonly page: Page }) {
  const troubles = useStore(page.notices.troubles);
  return (
    <DeskDialog title="Troubles" className="troubles" onClose={() => page.dialog.set(null)}>
      <div className="dialog-body">
        {troubles.length === 0 && <p className="dialog-empty">Nothing has gone wrong since this page was loaded.</p>}
        <ol className="trouble-list">
          {troubles.map(({ message, atMs, times }) => (
            <li key={`${atMs} ${message}`}>
              <time className="muted">{utcText(atMs).slice(11, 19)}</time>
              <span>{message}</span>
              {times > 1 && <span className="chip">{times} times</span>}
            </li>
          ))}
        </ol>
      </div>
    </DeskDialog>
  );
}
