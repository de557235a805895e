import type { MouseEvent } from "react";
import { SPEEDS, type Step } from "../../core/contract/desk.ts";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { SeekBar } from "./seek-bar.tsx";
import { speedText } from "./speed-text.ts";

/** Play, pause, steps, the moment, and the speed. */
export function TransportBar({ page }: { readonly page: Page }) {
  return (
    <section className="transport" aria-label="Replay">
      <PlayButton page={page} />
      <StepButtons page={page} />
      <SeekBar page={page} />
      <SpeedButtons page={page} />
    </section>
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

const STEP_BUTTONS: readonly { readonly by: Step; readonly text: string; readonly title: string }[] = [
  { by: "frame", text: "+1", title: "One frame on (.)" },
  { by: "trade", text: "Trade", title: "To the next trade of the chosen instrument (t)" },
  { by: "second", text: "1 s", title: "One second on (Shift Right)" },
];

function StepButtons({ page }: { readonly page: Page }) {
  const status = useStore(page.replay.status);
  const { phase } = useStore(page.connection.state);
  const off = status === null || phase !== "open";
  return (
    <div className="joined steps" role="group" aria-label="Step">
      <button
        type="button"
        disabled={off}
        onMouseDown={keepFocus}
        onClick={() => page.seekTo({ rx: 0 })}
        title="Back to the beginning (0)"
        aria-label="Back to the beginning"
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3 3h2v10H3zM13 3v10L6 8z" />
        </svg>
      </button>
      {STEP_BUTTONS.map(({ by, text, title }) => (
        <button
          key={by}
          type="button"
          data-step={by}
          disabled={off || status.ended}
          onMouseDown={keepFocus}
          onClick={() => page.step(by)}
          title={title}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

function SpeedButtons({ page }: { readonly page: Page }) {
  const status = useStore(page.replay.status);
  const { phase } = useStore(page.connection.state);
  return (
    <div className="joined speeds" role="group" aria-label="Replay speed" title="Slower and faster: the - and + keys">
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
