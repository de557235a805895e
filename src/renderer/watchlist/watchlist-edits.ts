import type { ShellCommand } from "../../core/contract/shell.ts";
import { splitInstrumentId } from "../../core/market/instrument.ts";
import type { Notices } from "../notices/notices.ts";

export interface WatchlistEditsOptions {
  readonly ask: (command: ShellCommand) => void;
  readonly notices: Notices;
}

/** More steps back nobody remembers. */
const KEPT = 20;

/** What a person adds to the watchlist and removes from it, and the way back. */
export class WatchlistEdits {
  private readonly options: WatchlistEditsOptions;
  private readonly undone: (() => void)[] = [];

  constructor(options: WatchlistEditsOptions) {
    this.options = options;
  }

  add(instrument: string): void {
    this.options.ask({ type: "watchlist.add", instruments: [instrument] });
    this.remember(() => this.options.ask({ type: "watchlist.remove", instruments: [instrument] }));
  }

  remove(instrument: string): void {
    const { ask, notices } = this.options;
    ask({ type: "watchlist.remove", instruments: [instrument] });
    const back = (): void => ask({ type: "watchlist.add", instruments: [instrument] });
    this.remember(back);
    notices.tell({
      message: `${splitInstrumentId(instrument).symbol} removed from the watchlist. Ctrl+Z brings it back.`,
      tone: "done",
      action: { label: "Undo", run: () => this.undoThis(back) },
    });
  }

  /** Takes the last edit back. */
  undo(): void {
    this.undone.pop()?.();
  }

  private undoThis(step: () => void): void {
    const at = this.undone.lastIndexOf(step);
    if (at < 0) return;
    this.undone.splice(at, 1);
    step();
  }

  private remember(step: () => void): void {
    this.undone.push(step);
    if (this.undone.length > KEPT) this.undone.shift();
  }
}
