import { Emitter } from "../../core/contract/port-events.ts";
import type { Undo } from "../../core/contract/port.ts";
import { Store } from "../stores/store.ts";

/** Something a person should know, in one or two lines. */
export interface Notice {
  readonly message: string;
  readonly tone: "trouble" | "done";
  /** What a person can do about it. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface PastNotice {
  readonly message: string;
  /** When it was last said, Unix ms, and how often in a row. */
  readonly atMs: number;
  readonly times: number;
}

/** More than these nobody reads. */
const KEPT = 50;

/** What the page has to say: each notice shows for a while, and troubles can be read again later. */
export class Notices {
  /** Troubles so far, newest first. */
  readonly troubles = new Store<readonly PastNotice[]>([]);
  private readonly shown = new Emitter<Notice>();
  private readonly withdrawn = new Emitter<string>();
  private readonly wallMs: () => number;

  constructor(wallMs: () => number) {
    this.wallMs = wallMs;
  }

  onNotice(listener: (notice: Notice) => void): Undo {
    return this.shown.on(listener);
  }

  tell(notice: Notice): void {
    if (notice.tone === "trouble") this.keep(notice.message);
    this.shown.emit(notice);
  }

  onWithdrawn(listener: (message: string) => void): Undo {
    return this.withdrawn.on(listener);
  }

  /** What was said is so no more: it is taken from the screen, and can still be read among the troubles. */
  withdraw(message: string): void {
    this.withdrawn.emit(message);
  }

  private keep(message: string): void {
    const [newest, ...older] = this.troubles.get();
    const again = newest?.message === message;
    const entry: PastNotice = { message, atMs: this.wallMs(), times: again ? newest.times + 1 : 1 };
    this.troubles.set([entry, ...(again ? older : this.troubles.get())].slice(0, KEPT));
  }
}
