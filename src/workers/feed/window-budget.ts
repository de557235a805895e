/** So much may be spent in any span of `windowMs`. It remembers each spending for that long. */
export class WindowBudget {
  private readonly most: number;
  private readonly windowMs: number;
  private readonly spent: { readonly ms: number; readonly cost: number }[] = [];
  private sum = 0;

  constructor(most: number, windowMs: number) {
    this.most = most;
    this.windowMs = windowMs;
  }

  /** How long until `cost` may be spent, in ms; 0 now. A cost beyond the whole budget waits until nothing else is spent. */
  waitMs(nowMs: number, cost: number): number {
    this.expire(nowMs);
    let over = this.sum + cost - this.most;
    if (over <= 0 || this.spent.length === 0) return 0;
    for (const { ms, cost: freed } of this.spent) {
      over -= freed;
      if (over <= 0) return ms + this.windowMs - nowMs;
    }
    return (this.spent.at(-1)?.ms ?? nowMs) + this.windowMs - nowMs;
  }

  spend(nowMs: number, cost: number): void {
    this.spent.push({ ms: nowMs, cost });
    this.sum += cost;
  }

  /** The other side counts `used` in the running window: what this budget does not know of is spent as of now. */
  noteUsed(nowMs: number, used: number): void {
    this.expire(nowMs);
    if (used > this.sum) this.spend(nowMs, used - this.sum);
  }

  private expire(nowMs: number): void {
    while (this.spent[0] !== undefined && this.spent[0].ms + this.windowMs <= nowMs) this.sum -= this.spent.shift()?.cost ?? 0;
  }
}
