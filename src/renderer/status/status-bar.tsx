import { useEffect, useRef } from "react";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { utcText } from "../watchlist/age-text.ts";

/** How the desk is: connection, clock, rate, what was merged or lost, what it costs. */
export function StatusBar({ page }: { readonly page: Page }) {
  return (
    <footer className="status-bar">
      <ConnectionCell page={page} />
      <ClockCell page={page} />
      <FrameCells page={page} />
      <CostCells page={page} />
      <span className="status-gap" />
      <button
        type="button"
        className="status-button"
        onClick={() => page.panels.reset()}
        title="Puts every panel back where it was on the first day. Data is left alone."
      >
        Reset layout
      </button>
      <button type="button" className="status-button" onClick={() => page.help.set(true)} title="Every key there is (?)">
        Keys
      </button>
    </footer>
  );
}

const CONNECTION = {
  connecting: ["warn", "connecting"],
  open: ["good", "connected"],
  lost: ["bad", "connection lost"],
  failed: ["bad", "stopped"],
} as const;

function ConnectionCell({ page }: { readonly page: Page }) {
  const { phase } = useStore(page.connection.state);
  const [tone, text] = CONNECTION[phase];
  return (
    <span className="status-cell" data-tone={tone} title="The connection between this page and the desk's process">
      <span className="status-dot" />
      {text}
    </span>
  );
}

/** The recording's clock to the second: the one to the millisecond is in the frame above. */
function ClockCell({ page }: { readonly page: Page }) {
  const face = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = (nowMs: number): void => {
      const text = nowMs === 0 ? "—" : `${utcText(nowMs).slice(0, 19)} UTC`;
      if (face.current !== null && face.current.textContent !== text) face.current.textContent = text;
    };
    show(page.clock.nowMs);
    return page.clock.onTick(show);
  }, [page]);
  return <span ref={face} className="status-cell status-clock" title="The recording's own time. All times are UTC." />;
}

function FrameCells({ page }: { readonly page: Page }) {
  const rx = useStore(page.replay.status)?.rx ?? 0;
  const frames = useStore(page.replay.session)?.frames ?? 0;
  const health = useStore(page.replay.health);
  return (
    <>
      <span className="status-cell">
        <span className="frames" title="Recorded messages replayed, of all in the file">
          {rx.toLocaleString("en-US")} / {frames.toLocaleString("en-US")} frames
        </span>
      </span>
      <Figure
        name="rate"
        label="frames/s"
        value={health && Math.round(health.framesPerSecond).toLocaleString("en-US")}
        title="Messages applied in the last second"
      />
      <Figure
        name="merged"
        label="merged"
        value={health && health.merged.toLocaleString("en-US")}
        title="Changes that a newer one overtook before they could be painted. Every message was still applied."
      />
      <Figure
        name="dropped"
        label="dropped"
        value={health && health.dropped.toLocaleString("en-US")}
        title="Messages lost between the file and the desk"
        bad={health !== null && health.dropped > 0}
      />
    </>
  );
}

function CostCells({ page }: { readonly page: Page }) {
  const health = useStore(page.replay.health);
  return (
    <>
      <Figure
        name="cpu"
        label="CPU"
        value={health && `${Math.round(health.cpuPercent)} %`}
        title="Of one processor core, by the desk's process, in the last second"
      />
      <Figure name="memory" label="memory" value={health && `${Math.round(health.memoryBytes / 1e6)} MB`} title="Memory of the desk's process" />
    </>
  );
}

function Figure({
  name,
  label,
  value,
  title,
  bad = false,
}: {
  readonly name: string;
  readonly label: string;
  readonly value: string | null;
  readonly title: string;
  readonly bad?: boolean;
}) {
  return (
    <span className={`status-cell ${name}`} title={title} data-tone={bad ? "bad" : ""}>
      <span className="status-label">{label}</span>
      <span className="status-value">{value ?? "—"}</span>
    </span>
  );
}
