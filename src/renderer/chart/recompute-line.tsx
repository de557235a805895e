import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { intervalShort } from "./interval-text.ts";
import { recomputedText } from "./recomputation.ts";

/** Asks for the candles of the chart to be made again. A recording that is replayed is computed as it plays: there it has no use. */
export function RecomputeButton({ page }: { readonly page: Page }) {
  const live = useStore(page.connection.desk)?.mode === "live";
  const { empty } = useStore(page.chart.info);
  const running = useStore(page.recomputation.state)?.type === "candles.recomputing";
  if (!live) return null;
  return (
    <button
      type="button"
      className="icon-button recompute"
      aria-label="Recompute candles"
      title="Recompute these candles from the recording, and compare"
      disabled={empty || running}
      onClick={() => page.connection.send({ type: "candles.recompute" })}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.5v2.6h-2.6" />
      </svg>
    </button>
  );
}

/** How far the recomputation is, and what came of it. */
export function RecomputeLine({ page }: { readonly page: Page }) {
  const state = useStore(page.recomputation.state);
  if (state === null) return null;
  if (state.type === "candles.recomputing") {
    const { done, total, interval } = state;
    return (
      <div className="recompute-line" role="status">
        <span>Recomputing {intervalShort(interval)} candles</span>
        <progress aria-label="Recomputed" max={Math.max(1, total)} value={done} />
        <button type="button" className="quiet" onClick={() => page.connection.send({ type: "candles.cancel" })}>
          Cancel
        </button>
      </div>
    );
  }
  const trouble = state.outcome === "failed" || state.different + state.differentFromVenue > 0;
  return (
    <div className="recompute-line" role="status" data-tone={trouble ? "warn" : "good"}>
      <span className="recompute-text" title={recomputedText(state)}>
        {recomputedText(state)}
      </span>
      <button type="button" className="quiet" aria-label="Close the result" onClick={() => page.recomputation.clear()}>
        Close
      </button>
    </div>
  );
}
