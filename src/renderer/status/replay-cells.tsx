import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { countText, Figure, megabytesText, percentText } from "./figure.tsx";

/** Where the replay is, and what its process does and costs, said each second. */
export function ReplayCells({ page }: { readonly page: Page }) {
  const rx = useStore(page.replay.status)?.rx ?? 0;
  const frames = useStore(page.replay.session)?.frames ?? 0;
  const health = useStore(page.replay.health);
  return (
    <>
      <span className="status-cell">
        <span className="frames" title="Recorded messages replayed, of all in the file">
          {countText(rx)} / {countText(frames)} frames
        </span>
      </span>
      <Figure name="rate" label="frames/s" value={health && countText(health.framesPerSecond)} title="Messages applied in the last second" />
      <Figure
        name="merged"
        label="merged"
        value={health && countText(page.merged.total)}
        title="Changes that a newer one overtook before they could be painted. Every message was still applied."
      />
      <Figure
        name="dropped"
        label="dropped"
        value={health && countText(health.dropped)}
        title="Messages lost between the file and the desk"
        {...(health !== null && health.dropped > 0 && { tone: "bad" as const })}
      />
      <Figure
        name="cpu"
        label="CPU"
        value={health && percentText(health.cpuPercent)}
        title="Of one processor core, by the replay's process, in the last second"
      />
      <Figure name="memory" label="memory" value={health && megabytesText(health.memoryBytes)} title="Memory of the replay's process" />
    </>
  );
}
