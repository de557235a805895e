import { IntervalDialog } from "../chart/interval-dialog.tsx";
import { TroubleList } from "../notices/trouble-list.tsx";
import type { Page } from "../page.ts";
import { ResourcesDialog } from "../resources/resources-dialog.tsx";
import { MarketSearch } from "../search/market-search.tsx";
import { SessionsDialog } from "../sessions/sessions-dialog.tsx";
import { ShortcutSheet } from "../shortcuts/shortcut-sheet.tsx";
import { useStore } from "../stores/store.ts";

/** The dialog that is open, if one is. */
export function Dialogs({ page }: { readonly page: Page }) {
  const dialog = useStore(page.dialog);
  switch (dialog?.name) {
    case "keys":
      return <ShortcutSheet page={page} />;
    case "sessions":
      return <SessionsDialog page={page} />;
    case "troubles":
      return <TroubleList page={page} />;
    case "resources":
      return <ResourcesDialog page={page} />;
    case "search":
      return <MarketSearch key={dialog.typed} page={page} typed={dialog.typed} />;
    case "interval":
      return <IntervalDialog key={dialog.typed} page={page} typed={dialog.typed} />;
    // Columns are chosen in a popover of the watchlist's own, intervals in one of the chart's.
    case "intervals":
    case "columns":
    case undefined:
      return null;
  }
}
