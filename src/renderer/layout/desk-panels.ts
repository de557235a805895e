import type { DockviewApi } from "dockview-react";
import { Store } from "../stores/store.ts";
import { addMissing, arrangeByDefault, NEIGHBOURS, TITLES } from "./default-layout.ts";
import { forgetLayout, type PanelName, readLayout, saveLayout } from "./saved-layout.ts";

const SAVE_AFTER_MS = 400;

/** The arrangement of the panels: kept in the page's storage, and steered by keys. */
export class DeskPanels {
  readonly maximised = new Store(false);
  private readonly memory: Storage;
  private api: DockviewApi | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(memory: Storage) {
    this.memory = memory;
  }

  /** Takes over the dock: arranges it as it was left, else as on the first day. */
  attach(api: DockviewApi): void {
    this.api = api;
    this.restore(api);
    api.onDidLayoutChange(() => this.save());
    api.onDidMaximizedGroupChange(() => this.maximised.set(api.hasMaximizedGroup()));
  }

  reset(): void {
    const { api } = this;
    if (api === null) return;
    if (api.hasMaximizedGroup()) api.exitMaximizedGroup();
    forgetLayout(this.memory);
    arrangeByDefault(api);
    api.getPanel("watchlist")?.focus();
  }

  /** Brings a panel to the front, and the keyboard to it; one that the layout does not have comes behind its neighbour. */
  show(name: PanelName): void {
    const { api } = this;
    if (api === null) return;
    if (api.getPanel(name) === undefined) {
      const neighbour = NEIGHBOURS[name];
      const place = api.getPanel(neighbour) === undefined ? {} : { position: { referencePanel: neighbour, direction: "within" as const } };
      api.addPanel({ id: name, component: name, title: TITLES[name], ...place });
    }
    this.focusAt(api.panels.findIndex(({ id }) => id === name));
  }

  /** The panel in focus fills the desk, or goes back to its place. */
  toggleMaximised(): void {
    const { api } = this;
    if (api === null) return;
    if (api.hasMaximizedGroup()) api.exitMaximizedGroup();
    else api.activePanel?.api.maximize();
  }

  /** Moves the focus `by` panels on. */
  focusNext(by: number): void {
    const panels = this.api?.panels ?? [];
    const at = panels.findIndex((panel) => panel === this.api?.activePanel);
    this.focusAt((at + by + panels.length) % panels.length);
  }

  focusAt(index: number): void {
    const panel = this.api?.panels[index];
    if (panel === undefined) return;
    panel.api.setActive();
    const content = panel.view.content.element;
    (content.querySelector<HTMLElement>("[data-first-focus], .ag-cell-focus, .ag-cell, [tabindex='0']") ?? content).focus();
  }

  private restore(api: DockviewApi): void {
    const saved = readLayout(this.memory);
    if (saved === null) {
      arrangeByDefault(api);
      return;
    }
    try {
      api.fromJSON(saved);
      addMissing(api);
    } catch (error) {
      // A layout is worth nothing against a desk that does not open.
      console.info(`the saved layout could not be used: ${error instanceof Error ? error.message : String(error)}`);
      arrangeByDefault(api);
    }
  }

  private save(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      // A maximised panel is a passing state: what is kept is where it goes back to.
      if (this.api !== null && !this.api.hasMaximizedGroup()) saveLayout(this.memory, this.api.toJSON());
    }, SAVE_AFTER_MS);
  }
}
