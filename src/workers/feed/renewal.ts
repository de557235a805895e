import type { Connection } from "./connection.ts";

/** A symbol that stays silent for so long is not waited for: it trades too rarely to lose anything. */
const PATIENCE_MS = 60_000;

/**
 * Make before break: the fresh connection carries every symbol before the old one lets go of them, and the old one is closed only when
 * each symbol has been heard on the fresh one alone, so that no book depends on it any more.
 *
 * | step     | until                                                             | then                                 |
 * |----------|-------------------------------------------------------------------|--------------------------------------|
 * | both     | every symbol was heard on the fresh one                           | the old one unsubscribes             |
 * | leaving  | the venue has answered: the old one says nothing more             | what was heard is forgotten          |
 * | alone    | every symbol was heard again                                      | the old one is closed                |
 */
export class Renewal {
  readonly old: Connection;
  readonly fresh: Connection;
  private step: "both" | "leaving" | "alone" = "both";
  private sinceMs: number;
  private readonly spoke = new Set<string>();

  constructor(old: Connection, fresh: Connection, nowMs: number) {
    this.old = old;
    this.fresh = fresh;
    this.sinceMs = nowMs;
    old.retiring = true;
  }

  /** The fresh connection brought a message of this symbol. */
  heard(symbol: string): void {
    this.spoke.add(symbol);
  }

  /** Takes the next step where it is time; true where the old connection is gone. */
  advance(nowMs: number): boolean {
    if (this.old.state === "closed") return true;
    if (this.fresh.subscriptions.symbols.size === 0) {
      this.old.close("nothing left to watch");
      return true;
    }
    if (this.fresh.state !== "open" || !this.fresh.subscriptions.isSettled) {
      this.sinceMs = nowMs;
      return false;
    }
    if (this.step === "leaving" ? !this.old.subscriptions.isSettled : !this.allSpoke(nowMs)) return false;
    this.sinceMs = nowMs;
    this.spoke.clear();
    if (this.step === "both") {
      this.step = "leaving";
      this.old.subscriptions.want(new Set());
    } else if (this.step === "leaving") this.step = "alone";
    else {
      this.old.close("renewed");
      return true;
    }
    return false;
  }

  private allSpoke(nowMs: number): boolean {
    return nowMs - this.sinceMs >= PATIENCE_MS || [...this.fresh.subscriptions.symbols].every((symbol) => this.spoke.has(symbol));
  }
}
