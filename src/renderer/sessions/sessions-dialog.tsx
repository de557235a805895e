import { type KeyboardEvent, useEffect, useRef } from "react";
import { DeskDialog } from "../dialogs/desk-dialog.tsx";
import type { Page } from "../page.ts";
import type { StoredSession } from "../stores/shell-store.ts";
import { useStore } from "../stores/store.ts";
import { bytesText, spanText } from "./session-text.ts";

/** What is stored, newest first; one of them can be opened. */
export function SessionsDialog({ page }: { readonly page: Page }) {
  const sessions = useStore(page.shell.sessions);
  useEffect(() => page.connection.ask({ type: "sessions.list" }), [page]);
  const list = useRef<HTMLUListElement>(null);
  const found = sessions !== null;
  // The list is what one has come for: the keys go to it as soon as it is there.
  useEffect(() => {
    if (found) list.current?.querySelector<HTMLElement>(".session-item:enabled")?.focus();
  }, [found]);
  const close = (): void => page.dialog.set(null);
  const open = (name: string): void => {
    close();
    page.mode.openSession(name);
  };
  return (
    <DeskDialog title="Sessions" className="sessions" onClose={close}>
      <div className="dialog-body">
        {sessions === null && <p className="dialog-empty">Reading the folder…</p>}
        {sessions?.length === 0 && (
          <p className="dialog-empty">
            Nothing is stored yet. The live desk records all the time, one file an hour; files of other programs come in with{" "}
            <code>tapedeck import</code>.
          </p>
        )}
        <ul ref={list} className="session-list" onKeyDown={moveFocus}>
          {sessions?.map((session) => (
            <SessionItem key={session.name} session={session} onOpen={open} />
          ))}
        </ul>
      </div>
      <footer className="dialog-foot">
        <span>
          <kbd>Up</kbd> <kbd>Down</kbd> <kbd>Enter</kbd> opens
        </span>
        <span>A replay leaves the live desk recording.</span>
      </footer>
    </DeskDialog>
  );
}

/** Up and down go from one session to the next. */
function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by === 0) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>(".session-item:enabled")];
  items[items.findIndex((item) => item === document.activeElement) + by]?.focus();
}

function SessionItem({ session, onOpen }: { readonly session: StoredSession; readonly onOpen: (name: string) => void }) {
  const { name, venue, bytes, frames, instruments, span, recording, fault } = session;
  const figures = [
    `${instruments.toLocaleString("en-US")} ${instruments === 1 ? "instrument" : "instruments"}`,
    `${frames.toLocaleString("en-US")} frames`,
    bytesText(bytes),
  ];
  return (
    <li>
      <button type="button" className="session-item" data-session={name} disabled={fault !== ""} onClick={() => onOpen(name)}>
        <span className="session-item-name">{name}</span>
        {recording && <span className="session-recording">recording</span>}
        {venue !== "" && <span className="chip">{venue}</span>}
        <span className="session-item-figures">{fault === "" ? figures.join(" · ") : bytesText(bytes)}</span>
        <span className={fault === "" ? "session-item-span" : "session-item-fault"}>
          {fault !== "" ? fault : span === null ? "holds no message yet" : spanText(span)}
        </span>
      </button>
    </li>
  );
}
