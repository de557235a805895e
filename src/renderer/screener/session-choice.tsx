import { useEffect } from "react";
import type { Page } from "../page.ts";
import { spanText } from "../sessions/session-text.ts";
import { useStore } from "../stores/store.ts";

/** The sessions that a backtest goes over: all that can be opened, but for those that were left out. */
export function useSessions(page: Page): readonly string[] {
  const listed = useStore(page.shell.sessions);
  const left = useStore(page.screener.leftOut);
  const desk = useStore(page.connection.desk);
  if (desk?.hasLive === false) return [desk.session];
  return (listed ?? []).filter(({ fault, span, name }) => fault === "" && span !== null && !left.has(name)).map(({ name }) => name);
}

/** Which stored sessions are tested; a list to choose from that opens under its button. */
export function SessionChoice({ page }: { readonly page: Page }) {
  const listed = useStore(page.shell.sessions);
  const left = useStore(page.screener.leftOut);
  const hasLive = useStore(page.connection.desk)?.hasLive !== false;
  const chosen = useSessions(page).length;
  useEffect(() => {
    if (hasLive) page.connection.ask({ type: "sessions.list" });
  }, [page, hasLive]);
  if (!hasLive) return <span className="muted">this session</span>;
  if (listed === null) return <span className="muted">Reading the folder…</span>;
  const usable = listed.filter(({ fault, span }) => fault === "" && span !== null);
  return (
    <details className="session-choice">
      <summary>
        {chosen} of {usable.length} {usable.length === 1 ? "session" : "sessions"}
      </summary>
      <ul>
        {usable.map(({ name, span, recording }) => (
          <li key={name}>
            <label>
              <input type="checkbox" checked={!left.has(name)} onChange={(event) => page.screener.leaveOut(name, !event.target.checked)} />
              <span>{name}</span>
              <span className="muted">{recording ? "recording" : span === null ? "" : spanText(span)}</span>
            </label>
          </li>
        ))}
      </ul>
    </details>
  );
}
