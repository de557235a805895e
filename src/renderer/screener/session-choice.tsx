import { Popover } from "@base-ui/react/popover";
import { useEffect } from "react";
import type { Page } from "../page.ts";
import { spanText } from "../sessions/session-text.ts";
import type { StoredSession } from "../stores/shell-store.ts";
import { useStore } from "../stores/store.ts";
import { CheckBox } from "../theme/check-box.tsx";

/** The sessions that a backtest goes over: all that can be opened, but for those that were left out. */
export function useSessions(page: Page): readonly string[] {
  const listed = useStore(page.shell.sessions);
  const left = useStore(page.screener.leftOut);
  const desk = useStore(page.connection.desk);
  if (desk?.hasLive === false) return [desk.session];
  return (listed ?? []).filter((session) => isUsable(session) && !left.has(session.name)).map(({ name }) => name);
}

/** Which stored sessions are tested: a list to choose from that opens from its button. */
export function SessionChoice({ page }: { readonly page: Page }) {
  const listed = useStore(page.shell.sessions);
  const hasLive = useStore(page.connection.desk)?.hasLive !== false;
  const chosen = useSessions(page).length;
  useEffect(() => {
    if (hasLive) page.connection.ask({ type: "sessions.list" });
  }, [page, hasLive]);
  if (!hasLive) return <span className="muted">this session</span>;
  if (listed === null) return <span className="muted">Reading the folder…</span>;
  const usable = listed.filter(isUsable);
  return (
    <Popover.Root>
      <Popover.Trigger className="session-choice">
        {chosen} of {usable.length} {usable.length === 1 ? "session" : "sessions"}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="popover-place" side="bottom" align="start" sideOffset={6}>
          <Popover.Popup className="popover session-choices">
            <Popover.Title className="popover-title">Sessions to test on</Popover.Title>
            {usable.map((session) => (
              <SessionBox key={session.name} page={page} session={session} />
            ))}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function SessionBox({ page, session: { name, span, recording } }: { readonly page: Page; readonly session: StoredSession }) {
  const left = useStore(page.screener.leftOut);
  return (
    <label className="column-choice">
      <CheckBox checked={!left.has(name)} onChange={(wanted) => page.screener.leaveOut(name, !wanted)} />
      {name}
      <span className="muted">{recording ? "recording" : span === null ? "" : spanText(span)}</span>
    </label>
  );
}

function isUsable({ fault, span }: StoredSession): boolean {
  return fault === "" && span !== null;
}
