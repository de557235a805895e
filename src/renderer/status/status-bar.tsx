import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { ConnectionCell } from "./connection-cell.tsx";
import { LiveCells, RecordingCell } from "./live-cells.tsx";
import { ReplayCells } from "./replay-cells.tsx";

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
