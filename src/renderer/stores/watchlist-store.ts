import type { DeskEvent } from "../../core/contract/desk.ts";
import type { SparklineView } from "../../core/contract/sparkline-view.ts";
import type { BookHalf, WatchlistView } from "../../core/contract/view.ts";
import type { Sparkline } from "../../core/ticker/sparkline.ts";
import type { ViewSource } from "../connection/view-source.ts";
import { type GridRow, gridRow, type Halves } from "../watchlist/grid-row.ts";
import { PaintedStream, type PaintedStreamOptions } from "./painted-stream.ts";
import { Store } from "./store.ts";

/** Where rows are painted. `painted` is called when the rows are in the document. */
export interface WatchlistPainter {
  paint(change: { readonly add: GridRow[]; readonly update: GridRow[]; readonly remove: GridRow[] }): void;
  clear(): void;
  /** Chooses the row `by` places below the chosen one, in the order shown. */
  moveChoice(by: number): void;
  /** The chosen row; null where none is. */
  chosen(): string | null;
  /** Chooses that row and brings it into sight; false where it is not shown. */
  choose(id: string): boolean;
}

/** Counts for the panel's heading. */
export interface WatchlistSummary {
  readonly instruments: number;
  /** Instruments whose book may not be read now. */
  readonly unreadable: number;
  /** Instruments whose figures of the last 24 h are the exchange's own. */
  readonly theirs: number;
}

/** What a source is to this store. */
type Source = Pick<ViewSource, "parts" | "acknowledge">;

/** What one source has said so far. */
interface Told {
  readonly ids: string[];
  /** The instruments it has sent rows of. */
  readonly own: Set<string>;
  /** Those of the moment before, while the first view of the new moment is not whole. */
  outdated: Set<string> | null;
}

/** A grid changes ten times a second: more nobody reads, and each change costs. */
const EVERY_MS = 100;
const NOTHING: Halves = { book: null, analytics: null, aged: false };

/**
 * The watchlist on its way to the grid: the halves of each row, joined by instrument, painted once in a while, then acknowledged to the
 * source they came from. React sees none of it. On a live desk the rows are those of the list; in a replay those there are.
 */
export class WatchlistStore {
  readonly summary = new Store<WatchlistSummary>({ instruments: 0, unreadable: 0, theirs: 0 });
  private readonly stream: PaintedStream;
  private readonly sources = new Map<Source, Told>();
  private readonly halves = new Map<string, Halves>();
  /** The course of each row's price, which comes at a pace of its own. */
  private readonly sparklines = new Map<string, Sparkline>();
  private readonly changed = new Set<string>();
  private readonly inGrid = new Map<string, GridRow>();
  /** Each with its place. */
  private listed: ReadonlyMap<string, number> | null = null;
  /** The places of the live list, which the rows of a replay keep as far as they are on it. */
  private places: ReadonlyMap<string, number> = new Map();
  private painter: WatchlistPainter | null = null;

  constructor(options: PaintedStreamOptions) {
    this.stream = new PaintedStream(options, EVERY_MS, () => this.paint());
  }

  /** The instruments shown, in no order. */
  get ids(): readonly string[] {
    return [...this.inGrid.keys()];
  }

  /** The row of an instrument as it is shown; undefined where it is not. */
  row(id: string): GridRow | undefined {
    return this.inGrid.get(id);
  }

  /** Where the row stands among the others; those on no list come after those that are. */
  readonly placeOf = (id: string): number => this.places.get(id) ?? Number.POSITIVE_INFINITY;

  /** Hands over the grid; what came before is painted with the next frame. */
  attach(painter: WatchlistPainter): void {
    this.painter = painter;
    this.inGrid.clear();
    for (const id of this.halves.keys()) this.changed.add(id);
    for (const id of this.listed?.keys() ?? []) this.changed.add(id);
    this.stream.request();
  }

  detach(): void {
    this.painter = null;
  }

  moveChoice(by: number): void {
    this.painter?.moveChoice(by);
  }

  choose(id: string): boolean {
    return this.painter?.choose(id) ?? false;
  }

  /** The row that is chosen in the grid; null where none is. */
  get chosen(): string | null {
    return this.painter?.chosen() ?? null;
  }

  /** These rows and no others, in this order, whether or not anything is known of them; null: those that the sources send. */
  list(ids: readonly string[] | null): void {
    this.listed = ids && new Map(ids.map((id, place) => [id, place]));
    if (this.listed !== null) this.places = this.listed;
    for (const id of ids ?? []) if (!this.inGrid.has(id)) this.changed.add(id);
    this.stream.request();
  }

  receive(event: DeskEvent, source: Source): void {
    if (event.type === "view.instruments") this.told(source).ids.splice(event.first, event.ids.length, ...event.ids);
    if (event.type === "view.cleared") this.outdate(source);
  }

  view(view: WatchlistView, source: Source): void {
    const told = this.told(source);
    for (const { instrument, book, analytics } of view.rows) {
      const id = told.ids[instrument];
      if (id === undefined) throw new Error(`instrument ${instrument} has no name`);
      const before = this.halves.get(id) ?? NOTHING;
      this.halves.set(id, {
        book: book ?? before.book,
        analytics: analytics ?? before.analytics,
        aged: analytics === null && before.aged,
      });
      told.own.add(id);
      told.outdated?.delete(id);
      this.changed.add(id);
    }
    if (view.complete && told.outdated !== null) this.dropOutdated(told);
    this.stream.took(view, source.acknowledge("watchlist"));
  }

  /** The source is out of reach: books of it are not known any more, figures of it grow old. It numbers its instruments anew. */
  lose(source: Source, book: Pick<BookHalf, "sinceMs" | "reason">): void {
    const told = this.sources.get(source);
    if (told === undefined) return;
    this.sources.delete(source);
    for (const id of told.own) {
      const before = this.halves.get(id) ?? NOTHING;
      this.halves.set(id, {
        ...before,
        ...(source.parts.includes("book") && { book: { bid: null, ask: null, quality: "syncing" as const, ...book } }),
        ...(source.parts.includes("analytics") && { aged: true }),
      });
      this.changed.add(id);
    }
    this.stream.request();
  }

  /** Takes the lines of rows; each is shown with its row. */
  lines(view: SparklineView, source: Source): void {
    const { ids } = this.told(source);
    for (const { instrument, ...line } of view.rows) {
      const id = ids[instrument];
      if (id === undefined) throw new Error(`instrument ${instrument} has no name`);
      if (line.levels.length > 0) this.sparklines.set(id, line);
      else this.sparklines.delete(id);
      if (this.halves.has(id)) this.changed.add(id);
    }
    this.stream.took(view, source.acknowledge("sparkline"));
  }

  /** Forgets everything, names too: another desk answers next. `ids` as in {@link list}. */
  clear(ids: readonly string[] | null): void {
    this.sources.clear();
    this.halves.clear();
    this.sparklines.clear();
    this.changed.clear();
    this.inGrid.clear();
    this.stream.forget();
    this.painter?.clear();
    this.list(ids);
    this.summarise();
  }

  /** Other sources show the same rows from now on: what is known stays until they have said better. */
  forgetSources(): void {
    this.sources.clear();
    this.stream.forget();
  }

  private told(source: Source): Told {
    let told = this.sources.get(source);
    if (told === undefined) {
      told = { ids: [], own: new Set(), outdated: null };
      this.sources.set(source, told);
    }
    return told;
  }

  /** Rows of the moment before stay until the first view of the new moment is whole, so that nothing flickers. */
  private outdate(source: Source): void {
    const told = this.told(source);
    told.outdated = new Set([...told.own, ...(told.outdated ?? [])]);
    told.own.clear();
    for (const id of told.outdated) {
      this.forgetHalf(id, source);
      this.changed.delete(id);
    }
  }

  private dropOutdated(told: Told): void {
    for (const id of told.outdated ?? []) this.changed.add(id);
    told.outdated = null;
  }

  private forgetHalf(id: string, { parts }: Source): void {
    const before = this.halves.get(id) ?? NOTHING;
    const halves: Halves = {
      book: parts.includes("book") ? null : before.book,
      analytics: parts.includes("analytics") ? null : before.analytics,
      aged: false,
    };
    if (halves.book === null && halves.analytics === null) this.halves.delete(id);
    else this.halves.set(id, halves);
  }

  private paint(): void {
    if (this.painter === null) return;
    const add: GridRow[] = [];
    const update: GridRow[] = [];
    const remove: GridRow[] = [];
    const drop = (id: string): void => {
      const row = this.inGrid.get(id);
      if (row !== undefined) remove.push(row);
      this.inGrid.delete(id);
    };
    for (const id of this.changed) {
      const halves = this.halves.get(id);
      if (this.listed === null ? halves === undefined : !this.listed.has(id)) drop(id);
      else {
        const before = this.inGrid.get(id);
        const row = gridRow(id, halves ?? NOTHING, before, this.sparklines.get(id));
        (before === undefined ? add : update).push(row);
        this.inGrid.set(id, row);
      }
    }
    this.changed.clear();
    if (this.listed !== null) for (const id of this.inGrid.keys()) if (!this.listed.has(id)) drop(id);
    if (add.length + update.length + remove.length > 0) this.painter.paint({ add, update, remove });
    this.summarise();
  }

  private summarise(): void {
    let [unreadable, theirs] = [0, 0];
    for (const { readable, statistics } of this.inGrid.values()) {
      if (!readable) unreadable++;
      if (statistics === "venue") theirs++;
    }
    const instruments = this.inGrid.size;
    const now = this.summary.get();
    if (now.instruments !== instruments || now.unreadable !== unreadable || now.theirs !== theirs)
      this.summary.set({ instruments, unreadable, theirs });
  }
}
