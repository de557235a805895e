import { useEffect } from "react";
import { ConnectionNotice } from "./connection/connection-notice.tsx";
import { Dialogs } from "./dialogs/dialogs.tsx";
import { DeskLayout } from "./layout/desk-layout.tsx";
import { NoticeList } from "./notices/notice-list.tsx";
import type { Page } from "./page.ts";
import { TransportBar } from "./replay/transport-bar.tsx";
import { listenToKeys } from "./shortcuts/listen-to-keys.ts";
import { StatusBar } from "./status/status-bar.tsx";
import { useStore } from "./stores/store.ts";
import { FirstRun } from "./title/first-run.tsx";
import { TitleBar } from "./title/title-bar.tsx";

export function App({ page }: { readonly page: Page }) {
  const mode = useStore(page.connection.desk)?.mode;
  useEffect(() => listenToKeys(document, page), [page]);
  return (
    <div className="desk" data-mode={mode}>
      <TitleBar page={page} />
      <ConnectionNotice page={page} />
      <FirstRun page={page} />
      <main>
        <DeskLayout page={page} />
      </main>
      {mode === "replay" && <TransportBar page={page} />}
      <StatusBar page={page} />
      <Dialogs page={page} />
      <NoticeList page={page} />
    </div>
  );
}
