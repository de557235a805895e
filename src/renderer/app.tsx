import { ConnectionNotice } from "./connection/connection-notice.tsx";
import { DeskLayout } from "./layout/desk-layout.tsx";
import type { Page } from "./page.ts";
import { TitleBar } from "./replay/title-bar.tsx";
import { TransportBar } from "./replay/transport-bar.tsx";
import { ShortcutSheet } from "./shortcuts/shortcut-sheet.tsx";
import { StatusBar } from "./status/status-bar.tsx";

export function App({ page }: { readonly page: Page }) {
  return (
    <div className="desk">
      <TitleBar page={page} />
      <ConnectionNotice page={page} />
      <main>
        <DeskLayout page={page} />
      </main>
      <TransportBar page={page} />
      <StatusBar page={page} />
      <ShortcutSheet page={page} />
    </div>
  );
}
