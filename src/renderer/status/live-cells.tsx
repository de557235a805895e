import type { Page } from "../page.ts";
import { bytesText } from "../sessions/session-text.ts";
import { useStore } from "../stores/store.ts";
import { countText, Figure, megabytesText, percentText } from "./figure.tsx";

/** A queue fuller than this is worth a look. */
const FULL = 0.5;
/** Socket read to book applied, p99 in ms: what the desk is made for, and what is slow. */
const SLOW_MS = 50;

/** What the live desk does and costs, said each second. */
export function LiveCells({ page }: { readonly page: Page }) {
  const status = useStore(page.shell.status);
  const { queue, appliedMs } = status ?? { queue: null, appliedMs: null };
  return (
    <>
      <Figure
        name="rate"
        label="msg/s"
        value={status && countText(status.framesPerSecond)}
        title="Messages of the exchange in the last second; all of them are recorded"
      />
      <Figure
        name="queue"
        label="queue"
        value={queue && bytesText(queue.bytes)}
        title={
          queue === null
            ? "What waits to be stored"
            : `Waits to be stored: ${bytesText(queue.bytes)} of ${bytesText(queue.boundBytes)}; at most so far ${bytesText(queue.highWaterBytes)}`
        }
        {...(queue !== null && queue.bytes > queue.boundBytes * FULL && { tone: "warn" as const })}
      />
      <Figure
        name="merged"
        label="merged"
        value={status && countText(page.merged.total)}
        title="Changes that a newer one overtook before this page could paint them. Every message was still applied and recorded."
      />
      <Figure
        name="dropped"
        label="dropped"
        value={status && countText(status.dropped)}
        title="Messages lost between the exchange's socket and the file"
        {...(status !== null && status.dropped > 0 && { tone: "bad" as const })}
      />
      <Figure
        name="gaps"
        label="gaps"
        value={status && countText(status.gaps)}
        title="Breaks in a sequence of the exchange's messages, each named in the recording; the books concerned are built anew"
        {...(status !== null && status.gaps > 0 && { tone: "warn" as const })}
      />
      {status !== null && status.quarantined > 0 && (
        <Figure
          name="quarantined"
          label="quarantined"
          value={countText(status.quarantined)}
          title="Messages that stopped a process twice. They are recorded, and passed over by every process and every replay; their books were built anew."
          tone="warn"
        />
      )}
      <Figure
        name="latency"
        label="p50/p99"
        value={appliedMs && `${msText(appliedMs.p50)} / ${msText(appliedMs.p99)} ms`}
        title="From a read of the socket to the order book that it changed, in the last second"
        {...(appliedMs !== null && appliedMs.p99 > SLOW_MS && { tone: "warn" as const })}
      />
      <Figure name="cpu" label="CPU" value={status && percentText(status.cpuPercent)} title="Of one processor core, by all processes of the desk" />
      <Figure name="memory" label="memory" value={status && megabytesText(status.memoryBytes)} title="Memory of all processes of the desk" />
    </>
  );
}

/** The recording, which goes on also while a replay is shown. */
export function RecordingCell({ page }: { readonly page: Page }) {
  const status = useStore(page.shell.status);
  if (status === null) return null;
  const { recording } = status;
  if (recording === null) {
    return (
      <span className="status-cell recording" data-tone="bad" title="Nothing of what comes is being stored">
        not recording
      </span>
    );
  }
  return (
    <span className="status-cell recording" title={`Recording to ${recording.session}: ${countText(recording.frames)} messages so far`}>
      <span className="recording-dot" />
      <span className="recording-name">{recording.session}</span>
      <span className="status-value">{bytesText(recording.bytes)}</span>
    </span>
  );
}

/** Milliseconds in two or three digits. */
function msText(ms: number): string {
  return ms < 10 ? ms.toFixed(2) : ms.toFixed(0);
}
