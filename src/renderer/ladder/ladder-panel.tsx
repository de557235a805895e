import { useEffect, useRef, useState } from "react";
import type { LadderView } from "../../core/contract/ladder-view.ts";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { LadderTable } from "./ladder-table.ts";

/** What stands in the place of levels that may not be shown. */
interface Unreadable {
  readonly quality: string;
  readonly reason: string;
}

/** The book of the instrument in focus: asks above, bids below. */
export function LadderPanel({ page }: { readonly page: Page }) {
  const body = useRef<HTMLDivElement>(null);
  const [unreadable, setUnreadable] = useState<Unreadable | null>(null);
  const chosen = useStore(page.focus.chosen);
  useEffect(() => {
    const element = body.current;
    if (element === null) return;
    const table = new LadderTable(element);
    const sizes = new ResizeObserver(([entry]) => table.resize(entry?.contentRect.height ?? 0));
    sizes.observe(element);
    let before: Unreadable | null = null;
    const detach = page.ladder.attach((view) => {
      table.paint(view);
      const now = unreadableNow(view, before);
      if (now !== before) setUnreadable((before = now));
    });
    return () => {
      detach();
      sizes.disconnect();
    };
  }, [page]);
  return (
    <div className="ladder">
      <div className="ladder-head" aria-hidden="true">
        <span>Price</span>
        <span>Size</span>
        <span>Total</span>
      </div>
      <div ref={body} className="ladder-body" role="img" aria-label="Order book: asks above, bids below" data-readable={unreadable === null} />
      {chosen === null && <p className="empty">Choose an instrument in the watchlist to see its book.</p>}
      {chosen !== null && unreadable !== null && (
        <div className="empty">
          <p>
            <strong className="ladder-quality">{unreadable.quality}</strong>
            The book is not shown: {unreadable.reason === "" ? "it is not known to be true" : unreadable.reason}.
          </p>
        </div>
      )}
    </div>
  );
}

function unreadableNow(view: LadderView | null, before: Unreadable | null): Unreadable | null {
  if (view === null || view.quality === "live" || view.quality === "unverified") return null;
  const { quality, reason } = view;
  return before?.quality === quality && before.reason === reason ? before : { quality, reason };
}
