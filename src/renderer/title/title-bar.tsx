import { useEffect, useRef } from "react";
import type { Page } from "../page.ts";
import { speedText } from "../replay/speed-text.ts";
import { exchangeState } from "../status/exchange-state.ts";
import { useStore } from "../stores/store.ts";
import { utcText } from "../watchlist/age-text.ts";

/** What is shown, live or a replay: nobody is to take one for the other. And the way from one to the other. */
export function TitleBar({ page }: { readonly page: Page }) {
  const desk = useStore(page.connection.desk);
  const opening = useStore(page.mode.opening);
  return (
    <header className="title-bar">
      <h1 className="brand">Tapedeck</h1>
      {desk?.mode === "live" && <LiveTitle page={page} title={desk.title} />}
      {desk?.mode === "replay" && <ReplayTitle page={page} />}
      <p className="opening" role="status">
        {opening}
      </p>
      <span className="title-gap" />
      {desk?.mode === "live" && <LiveButtons page={page} />}
      {desk?.mode === "replay" && desk.hasLive && <ReplayButtons page={page} />}
    </header>
  );
}

const LIVE_WORDS = { live: "LIVE", off: "NOT LIVE", unknown: "CONNECTING" } as const;

function LiveTitle({ page, title }: { readonly page: Page; readonly title: string }) {
  const { phase } = useStore(page.connection.state);
  const { state } = exchangeState(useStore(page.shell.status));
  const shown = phase === "open" || phase === "connecting" ? state : "off";
  return (
    <>
      <p className="mode-badge live" data-state={shown} title="The market as it comes. Times are UTC.">
        <span className="mode-dot" />
        <strong>{LIVE_WORDS[shown]}</strong>
        <ClockFace page={page} digits={19} />
      </p>
      <p className="session">
        <span className="chip venue-chip">{title}</span>
      </p>
    </>
  );
}

function ReplayTitle({ page }: { readonly page: Page }) {
  const session = useStore(page.replay.session);
  return (
    <>
      <ReplayBadge page={page} />
      {session !== null && (
        <p className="session" title={`${session.name}: ${session.frames.toLocaleString("en-US")} frames of ${session.venue}`}>
          <span className="session-name">{session.name}</span>
          <span className="chip">{session.venue}</span>
        </p>
      )}
    </>
  );
}

function ReplayBadge({ page }: { readonly page: Page }) {
  const status = useStore(page.replay.status);
  const { phase } = useStore(page.connection.state);
  if (status === null) return null;
  const state = phase !== "open" ? "stopped" : status.ended ? "ended" : status.playing ? speedText(status.speed) : "paused";
  return (
    <p className="mode-badge replay-badge" title="A recording, not the live market. The clock is the recording's own, in UTC.">
      <strong>REPLAY</strong>
      <ClockFace page={page} digits={23} />
      <span className="replay-state">{state}</span>
    </p>
  );
}

function LiveButtons({ page }: { readonly page: Page }) {
  return (
    <>
      <button
        type="button"
        className="quiet"
        onClick={() => page.dialog.set({ name: "search", typed: "" })}
        title="Add a symbol (type its first letters)"
      >
        Add symbol
      </button>
      <button type="button" className="quiet" onClick={() => page.dialog.set({ name: "sessions" })} title="Stored sessions (Ctrl+O)">
        Sessions
      </button>
      <button type="button" className="rewind" onClick={page.rewind} title="See the last minute again; the recording goes on (R)">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M8 3v10L2 8zM14 3v10L8 8z" />
        </svg>
        Rewind 1 min
      </button>
    </>
  );
}

function ReplayButtons({ page }: { readonly page: Page }) {
  return (
    <>
      <button type="button" className="quiet" onClick={() => page.dialog.set({ name: "sessions" })} title="Stored sessions (Ctrl+O)">
        Sessions
      </button>
      <button type="button" className="to-live" onClick={() => page.mode.toLive()} title="Back to the live desk (L or Esc)">
        <span className="mode-dot" />
        Back to live
      </button>
    </>
  );
}

/** The UTC clock of what is shown, to `digits` of its text. It ticks, so it writes its text itself. */
function ClockFace({ page, digits }: { readonly page: Page; readonly digits: 19 | 23 }) {
  const face = useRef<HTMLTimeElement>(null);
  useEffect(() => {
    const show = (nowMs: number): void => {
      const text = nowMs === 0 ? "—" : `${utcText(nowMs).slice(0, digits)} UTC`;
      if (face.current !== null && face.current.textContent !== text) face.current.textContent = text;
    };
    show(page.clock.nowMs);
    return page.clock.onTick(show);
  }, [page, digits]);
  return <time ref={face} className="clock" />;
}
