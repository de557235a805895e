import type { Undo } from "../../core/contract/port.ts";
import { Store } from "./store.ts";

/** Key repeat in the watchlist runs past many rows: panels follow when it rests on one. */
const REST_MS = 80;

export interface FocusStoreOptions {
  readonly schedule: (task: () => void, ms: number) => Undo;
  /** Tells the desk. */
  readonly follow: (instrument: string | null) => void;
  /** Where the choice survives a reload. */
  readonly memory: Pick<Storage, "getItem" | "setItem">;
}

const KEY = "tapedeck.focus";

/** The instrument that chart, ladder and tape follow. */
export class FocusStore {
  /** As chosen, at once. */
  readonly chosen: Store<string | null>;
  /** As the desk was told: what comes of any other is of the past. */
  told: string | null = null;
  private readonly options: FocusStoreOptions;
  private cancel: Undo | null = null;

  constructor(options: FocusStoreOptions) {
    this.options = options;
    this.chosen = new Store<string | null>(options.memory.getItem(KEY));
  }

  choose(instrument: string): void {
    if (instrument === this.chosen.get()) return;
    this.chosen.set(instrument);
    this.cancel?.();
    this.cancel = this.options.schedule(() => this.tell(), REST_MS);
  }

  /** Tells the desk now: it is another one, or the same one anew. */
  tell(): void {
    this.cancel?.();
    this.cancel = null;
    this.told = this.chosen.get();
    if (this.told !== null) this.options.memory.setItem(KEY, this.told);
    this.options.follow(this.told);
  }
}
