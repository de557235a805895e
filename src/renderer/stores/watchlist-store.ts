import type { DeskEvent } from "../../core/contract/desk.ts";
import type { WatchlistView } from "../../core/contract/view.ts";
import { type GridRow, gridRow } from "../watchlist/grid-row.ts";
import { Store } from "./store.ts";

/** Where rows are painted. `painted` is called when the rows are in the document. */
export interface WatchlistPainter {
  paint(change: { readonly add: GridRow[]; readonly update: GridRow[]; readonly remove: GridRow[] }, painted: () => void): void;
  clear(): void;
  /** Chooses the row `by` places below the chosen one, in the order shown. */
  moveChoice(by: number): void;
}

export interface WatchlistStoreOptions {
  /** Runs a task with the next animation frame; a hidden page has none, so the desk merges until it is seen again. */
  readonly frame: (task: () => void) => void;
  readonly acknowledge: (seq: number) => void;
}

/** Counts for the panel's heading. */
export interface WatchlistSummary {
  readonly instruments: number;
  /** Instruments whose book may not be read now. */
  readonly unreadable: number;
  readonly merged: number;
}

const EMPTY: WatchlistSummary = { instruments: 0, unreadable: 0, merged: 0 };

/** The rows as they came, on their way to the grid: merged within an animation frame, painted once, then acknowledged. React sees none of it. */
export class WatchlistStore {
  readonly summary = new Store<WatchlistSummary>(EMPTY);
  private readonly options: WatchlistStoreOptions;
  private ids: string[] = [];
  private readonly rows = new Map<number, GridRow>();
  private readonly changed = new Set<number>();
  private readonly inGrid = new Map<number, GridRow>();
  /** Rows of the moment before in the grid: they stay until the first view of the new moment is whole, so that nothing flickers. */
  private outdated: Map<number, GridRow> | null = null;
  private renewed = false;
  private painter: WatchlistPainter | null = null;
  private waiting = false;
  private complete = 0;
  private merged = 0;

  constructor(options: WatchlistStoreOptions) {
    this.options = options;
  }

  /** Hands over the grid; what came before is painted at once. */
  attach(painter: WatchlistPainter): void {
    this.painter = painter;
    this.inGrid.clear();
    for (const number of this.rows.keys()) this.changed.add(number);
    this.request();
  }

  detach(): void {
    this.painter = null;
  }

  moveChoice(by: number): void {
    this.painter?.moveChoice(by);
  }

  receive(event: DeskEvent): void {
    if (event.type === "view.instruments") this.ids.splice(event.first, event.ids.length, ...event.ids);
    if (event.type === "view.cleared") this.outdate();
  }

  view(view: WatchlistView): void {
    for (const row of view.rows) {
      const id = this.ids[row.instrument];
      if (id === undefined) throw new Error(`instrument ${row.instrument} has no name`);
      if (row.book === null || row.analytics === null) throw new Error(`the row of ${id} is half a row`);
      this.rows.set(row.instrument, gridRow(id, { ...row.book, ...row.analytics }, this.rows.get(row.instrument)));
      this.changed.add(row.instrument);
    }
    this.merged = view.merged;
    if (view.complete) {
      this.complete = view.seq;
      this.renewed = true;
    }
    this.request();
  }

  /** Forgets everything, names too: another desk may answer next. */
  clear(): void {
    this.ids = [];
    this.complete = 0;
    this.merged = 0;
    this.removeRows();
  }

  private outdate(): void {
    this.outdated = new Map(this.inGrid);
    this.renewed = false;
    this.rows.clear();
    this.changed.clear();
  }

  private removeRows(): void {
    this.outdated = null;
    this.rows.clear();
    this.changed.clear();
    this.inGrid.clear();
    this.painter?.clear();
    this.summarise();
  }

  private request(): void {
    if (this.waiting || this.painter === null) return;
    this.waiting = true;
    this.options.frame(() => {
      this.waiting = false;
      this.paint();
    });
  }

  private paint(): void {
    const add: GridRow[] = [];
    const update: GridRow[] = [];
    for (const number of this.changed) {
      const row = this.rows.get(number);
      if (row === undefined) continue;
      (this.inGrid.has(number) ? update : add).push(row);
      this.inGrid.set(number, row);
    }
    this.changed.clear();
    const seq = this.complete;
    this.complete = 0;
    const remove = this.renewed ? this.takeOutdated() : [];
    this.painter?.paint({ add, update, remove }, () => {
      if (seq > 0) this.options.acknowledge(seq);
    });
    if (this.outdated === null) this.summarise();
  }

  private takeOutdated(): GridRow[] {
    const gone = [...(this.outdated ?? [])].filter(([number]) => !this.rows.has(number));
    this.outdated = null;
    for (const [number] of gone) this.inGrid.delete(number);
    return gone.map(([, row]) => row);
  }

  private summarise(): void {
    let unreadable = 0;
    for (const row of this.rows.values()) if (!row.readable) unreadable++;
    const now = this.summary.get();
    if (now.instruments === this.rows.size && now.unreadable === unreadable && now.merged === this.merged) return;
    this.summary.set({ instruments: this.rows.size, unreadable, merged: this.merged });
  }
}
