import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { ConnectionCell } from "./connection-cell.tsx";
import { LiveCells, RecordingCell } from "./live-cells.tsx";
import { ReplayCells } from "./replay-cells.tsx";

/** The profile of the live desk; it stands out while something takes too much. */
function ResourcesButton({ page }: { readonly page: Page }) {
  const told = useStore(page.shell.resources);
  const warnings = useStore(page.shell.status)?.warnings ?? [];
  if (told === null) return null;
  const what = warnings.length > 0 ? warnings.map(({ message }) => message).join("\n") : "How much of this machine the live desk takes (Shift+F8)";
  return (
    <button
      type="button"
      className="status-button resources-button"
      data-tone={warnings.length > 0 ? "warn" : ""}
      onClick={() => page.dialog.set({ name: "resources" })}
      title={what}
    >
      {warnings.length > 0 ? "Resources!" : "Resources"}: {told.changing ? "changing…" : told.profile}
    </button>
  );
}

/** How the desk is: connection, rate, what waits, what was merged or lost, what it costs. */
export function StatusBar({ page }: { readonly page: Page }) {
  const mode = useStore(page.connection.desk)?.mode;
  const troubles = useStore(page.notices.troubles).length;
  return (
    <footer className="status-bar">
      <ConnectionCell page={page} />
      {mode === "live" && <LiveCells page={page} />}
      {mode === "replay" && <ReplayCells page={page} />}
      <span className="status-gap" />
      <RecordingCell page={page} />
      {troubles > 0 && (
        <button
          type="button"
          className="status-button"
          data-tone="warn"
          onClick={() => page.dialog.set({ name: "troubles" })}
          title="What went wrong since this page was loaded"
        >
          {troubles} {troubles === 1 ? "trouble" : "troubles"}
        </button>
      )}
      <ResourcesButton page={page} />
      <button
        type="button"
        className="status-button"
        onClick={() => page.panels.reset()}
        title="Puts every panel back where it was on the first day. Data is left alone."
      >
        Reset layout
      </button>
      <button type="button" className="status-button" onClick={() => page.dialog.set({ name: "keys" })} title="Every key there is (?)">
        Keys
      </button>
    </footer>
  );
}
