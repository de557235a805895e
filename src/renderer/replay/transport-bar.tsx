import { type MouseEvent, useEffect } from "react";
import { SPEEDS } from "../../core/contract/desk.ts";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { listenToKeys } from "./keys.ts";
import { speedText } from "./speed-text.ts";

/** Play, pause, speed, and how far the replay has come. */
export function TransportBar({ page }: { readonly page: Page }) {
  useEffect(() => listenToKeys(document, page), [page]);
  return (
    <footer className="transport">
      <PlayButton page={page} />
      <SpeedButtons page={page} />
      <Progress page={page} />
      <Counters page={page} />
    </footer>
  );
}

/** A click leaves the keyboard focus where it was, so that Space goes on to play and pause. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

function PlayButton({ page }: { readonly page: Page }) {
  const status = useStore(page.replay.status);
  const { phase } = useStore(page.connection.state);
  const label = status?.ended === true ? "Play again" : status?.playing === true ? "Pause" : "Play";
  return (
    <button
      type="button"
      className="play"
      onMouseDown={keepFocus}
      onClick={page.togglePlay}
      disabled={status === null || phase !== "open"}
      title={`${label} (Space)`}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={ICONS[label]} />
      </svg>
      <span>{label}</span>
    </button>
  );
}

const ICONS = {
  Play: "M4 2.5v11l9-5.5z",
  Pause: "M4 3h3v10H4zM9 3h3v10H9z",
  "Play again": "M8 3a5 5 0 1 1-4.6 3H1.2A7 7 0 1 0 8 1V-1L4.6 2 8 5z",
} as const;

function SpeedButtons({ page }: { readonly page: Page }) {
  const status = useStore(page.replay.status);
  const { phase } = useStore(page.connection.state);
  return (
    <div className="speeds" role="group" aria-label="Replay speed" title="Slower and faster: the - and + keys">
      {SPEEDS.map((speed) => (
        <button
          key={speed}
          type="button"
          data-speed={speed}
          aria-pressed={status?.speed === speed}
          disabled={status === null || phase !== "open"}
          onMouseDown={keepFocus}
          onClick={() => page.setSpeed(speed)}
          title={speed === "max" ? "As fast as this machine can" : speed === 1 ? "The recorded pace" : `${speed} times the recorded pace`}
        >
          {speedText(speed)}
        </button>
      ))}
    </div>
  );
}

function Progress({ page }: { readonly page: Page }) {
  const status = useStore(page.replay.status);
  const frames = useStore(page.replay.session)?.frames ?? 0;
  const rx = status?.rx ?? 0;
  const share = frames === 0 ? 0 : rx / frames;
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label="Position in the session"
      aria-valuemin={0}
      aria-valuemax={frames}
      aria-valuenow={rx}
      title={`${(share * 100).toFixed(1)} % of the session`}
    >
      <div className="progress-done" style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}

function Counters({ page }: { readonly page: Page }) {
  const rx = useStore(page.replay.status)?.rx ?? 0;
  const frames = useStore(page.replay.session)?.frames ?? 0;
  const { merged } = useStore(page.watchlist.summary);
  return (
    <p className="counters">
      <span className="frames" title="Recorded messages replayed, of all in the file">
        {rx.toLocaleString("en-US")} / {frames.toLocaleString("en-US")} frames
      </span>
      <span className="merged" title="Changes that a newer one overtook before they could be painted. Every message was still applied.">
        merged {merged.toLocaleString("en-US")}
      </span>
    </p>
  );
}
