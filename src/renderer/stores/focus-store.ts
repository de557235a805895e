import type { Command } from "../../core/contract/desk.ts";
import type { Undo } from "../../core/contract/port.ts";
import { Store } from "./store.ts";

/** Key repeat in the watchlist runs past many rows: panels follow when it rests on one. */
const REST_MS = 120;

export interface FocusStoreOptions {
  readonly schedule: (task: () => void, ms: number) => Undo;
  /** Tells every source. */
  readonly send: (command: Command) => void;
  /** Where the choice survives a reload. */
  readonly memory: Pick<Storage, "getItem" | "setItem">;
}

const KEY = "tapedeck.focus";

/** The instrument that chart, ladder and tape follow. */
export class FocusStore {
  /** As chosen, at once. */
  readonly chosen: Store<string | null>;
  /** As the desk was told: what comes of any other is of the past. */
  told: string | null;
  private readonly options: FocusStoreOptions;
  private cancel: Undo | null = null;

  constructor(options: FocusStoreOptions) {
    this.options = options;
    this.chosen = new Store<string | null>(options.memory.getItem(KEY));
    this.told = this.chosen.get();
  }

  choose(instrument: string): void {
    if (instrument === this.chosen.get()) return;
    this.chosen.set(instrument);
    this.options.memory.setItem(KEY, instrument);
    this.cancel?.();
    this.cancel = this.options.schedule(() => {
      this.cancel = null;
      this.told = instrument;
      this.options.send(this.command);
    }, REST_MS);
  }

  /** What a source is to be told when a port to it opens. */
  get command(): Command {
    return { type: "focus.instrument", instrument: this.told };
  }
}
