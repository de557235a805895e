import { useEffect, useRef } from "react";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { utcText } from "../watchlist/age-text.ts";
import { speedText } from "./speed-text.ts";

/** What is open, and that it is a replay: nobody is to take it for the live market. */
export function TitleBar({ page }: { readonly page: Page }) {
  const session = useStore(page.replay.session);
  return (
    <header className="title-bar">
      <h1 className="brand">Tapedeck</h1>
      {session !== null && (
        <p className="session" title={`${session.name}: ${session.frames.toLocaleString("en-US")} frames of ${session.venue}`}>
          <span className="session-name">{session.name}</span>
          <span className="chip">{session.venue}</span>
        </p>
      )}
      <ReplayBadge page={page} />
    </header>
  );
}

function ReplayBadge({ page }: { readonly page: Page }) {
  const status = useStore(page.replay.status);
  const { phase } = useStore(page.connection.state);
  if (status === null) return null;
  const state = phase !== "open" ? "stopped" : status.ended ? "ended" : status.playing ? speedText(status.speed) : "paused";
  return (
    <p className="replay-badge" title="A recording, not the live market. The clock is the recording's own, in UTC.">
      <strong>REPLAY</strong>
      <ClockFace page={page} />
      <span className="replay-state">{state}</span>
    </p>
  );
}

/** The replay's UTC clock. It changes with every animation frame, so it writes its text itself. */
function ClockFace({ page }: { readonly page: Page }) {
  const face = useRef<HTMLTimeElement>(null);
  useEffect(() => {
    const show = (nowMs: number): void => {
      if (face.current !== null) face.current.textContent = nowMs === 0 ? "—" : `${utcText(nowMs)} UTC`;
    };
    show(page.clock.nowMs);
    return page.clock.onTick(show);
  }, [page]);
  return <time ref={face} className="clock" />;
}
