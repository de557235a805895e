import { DockviewReact, type IDockviewHeaderActionsProps, type IDockviewPanelHeaderProps, type IDockviewPanelProps } from "dockview-react";
import { type FunctionComponent, useEffect, useMemo, useState } from "react";
import { ChartPanel } from "../chart/chart-panel.tsx";
import { DetailsPanel } from "../details/details-panel.tsx";
import { LadderPanel } from "../ladder/ladder-panel.tsx";
import type { Page } from "../page.ts";
import { ScreenerPanel } from "../screener/screener-panel.tsx";
import { useStore } from "../stores/store.ts";
import { TapePanel } from "../tape/tape-panel.tsx";
import { WatchlistActions, WatchlistPanel } from "../watchlist/watchlist-panel.tsx";
import { PLACEHOLDER } from "./saved-layout.ts";

const theme = { name: "tapedeck", className: "dockview-theme-tapedeck", colorScheme: "dark" as const };

/** The panels, docked. */
export function DeskLayout({ page }: { readonly page: Page }) {
  const parts = useMemo(() => partsOf(page), [page]);
  return (
    <DockviewReact
      components={parts.panels}
      defaultTabComponent={PanelTab}
      disableFloatingGroups
      onReady={({ api }) => page.panels.attach(api)}
      rightHeaderActionsComponent={parts.actions}
      theme={theme}
    />
  );
}

/** Made once: dockview mounts a panel anew when its component changes. */
function partsOf(page: Page) {
  const panels: Record<string, FunctionComponent<IDockviewPanelProps>> = {
    watchlist: () => <WatchlistPanel page={page} />,
    chart: () => <ChartPanel page={page} />,
    ladder: () => <LadderPanel page={page} />,
    tape: () => <TapePanel page={page} />,
    details: () => <DetailsPanel page={page} />,
    screener: () => <ScreenerPanel page={page} />,
    [PLACEHOLDER]: ({ params }: IDockviewPanelProps<{ name?: string }>) => (
      <p className="empty">This version has no panel “{params.name ?? "unknown"}”. It is kept in your layout.</p>
    ),
  };
  const actions = (props: IDockviewHeaderActionsProps) => <PanelActions {...props} page={page} />;
  return { panels, actions };
}

function PanelTab({ api }: IDockviewPanelHeaderProps) {
  const [title, setTitle] = useState(api.title);
  useEffect(() => {
    const undo = api.onDidTitleChange((event) => setTitle(event.title));
    return () => undo.dispose();
  }, [api]);
  return <span className="panel-tab">{title}</span>;
}

/** What stands at the right end of a group's tabs: a word on the panel in front, and the button that makes it fill the desk. */
function PanelActions({ activePanel, containerApi, page }: IDockviewHeaderActionsProps & { readonly page: Page }) {
  const maximised = useStore(page.panels.maximised);
  const label = maximised ? "Restore the panel (Alt+Enter)" : "Maximise the panel (Alt+Enter)";
  return (
    <div className="panel-actions">
      {activePanel?.id === "watchlist" && <WatchlistActions page={page} />}
      <button
        type="button"
        className="icon-button"
        aria-label={label}
        title={label}
        onClick={() => {
          if (containerApi.hasMaximizedGroup()) containerApi.exitMaximizedGroup();
          else activePanel?.api.maximize();
        }}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d={maximised ? "M3 6h7v7H3zM6 3h7v7" : "M3 3h10v10H3z"} />
        </svg>
      </button>
    </div>
  );
}
