import type { Execution } from "./matching-engine.ts";

/** As many as any exchange's REST side lists at once. */
const MOST = 1_000;

/** The last trades that a symbol's stream told of, or would have where a fault kept it silent. */
export class RecentTrades {
  private readonly trades: Execution[] = [];

  add(execution: Execution): void {
    this.trades.push(execution);
    if (this.trades.length >= 2 * MOST) this.trades.splice(0, MOST);
  }

  /** The last of them, oldest first. @param most 1,000 at the most */
  last(most: number): readonly Execution[] {
    return this.trades.slice(-Math.min(most, MOST));
  }
}
