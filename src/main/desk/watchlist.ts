import { MAX_WATCHED } from "../../core/contract/shell.ts";
import type { SettingsFile } from "../settings/settings-file.ts";

export interface WatchlistOptions {
  readonly settings: SettingsFile;
  /** Under which name the list is kept: a venue's, or the demo's. */
  readonly name: string;
  /** What a list that was never changed holds. */
  readonly first: readonly string[];
  readonly onChange: (instruments: readonly string[]) => void;
  readonly onTrouble: (message: string) => void;
}

/** The instruments that the user watches, in their order, kept between two starts. */
export class Watchlist {
  private readonly options: WatchlistOptions;
  private list: readonly string[];

  constructor(options: WatchlistOptions) {
    const { settings, name, first } = options;
    this.options = options;
    this.list = settings.settings.watchlists[name] ?? first;
  }

  get instruments(): readonly string[] {
    return this.list;
  }

  has(instrument: string): boolean {
    return this.list.includes(instrument);
  }

  /** Adds those that are not there, at the end. A list that would grow too long stays as it is, and the user hears of it. */
  add(instruments: readonly string[]): void {
    const list = [...new Set([...this.list, ...instruments])];
    if (list.length > MAX_WATCHED) this.options.onTrouble(`a watchlist holds at most ${MAX_WATCHED} instruments: nothing was added`);
    else this.set(list);
  }

  remove(instruments: readonly string[]): void {
    this.set(this.list.filter((one) => !instruments.includes(one)));
  }

  private set(list: readonly string[]): void {
    if (list.length === this.list.length) return;
    const { settings, name, onChange, onTrouble } = this.options;
    this.list = list;
    onChange(list);
    const kept = settings.change((all) => ({ ...all, watchlists: { ...all.watchlists, [name]: [...list] } }));
    kept.catch((error: unknown) => onTrouble(error instanceof Error ? error.message : String(error)));
  }
}
