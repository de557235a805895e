/** What the shell knows of the log: which frames the store was sent, which it has committed, and whether it is there to take more. */
export class LogPosition {
  /** The last frame that the store was sent in order; one that it has not committed dies with it. */
  sentRx = 0;
  committedRx = 0;
  isUp = false;
  private readonly waiting: ((rx: number) => void)[] = [];

  storeReady(rx: number): void {
    this.isUp = true;
    this.sentRx = this.committedRx = rx;
    this.settle();
  }

  storeDown(): void {
    this.isUp = false;
  }

  /** Frames were posted to the store: it takes them where they follow what it has. */
  sent(firstRx: number, lastRx: number): void {
    if (this.isUp && firstRx <= this.sentRx + 1) this.sentRx = Math.max(this.sentRx, lastRx);
  }

  committed(rx: number): void {
    this.committedRx = Math.max(this.committedRx, rx);
    this.settle();
  }

  /** Resolves with the log's last frame once nothing that was sent can be lost any more. */
  settled(): Promise<number> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.settle();
    });
  }

  private settle(): void {
    if (!this.isUp || this.committedRx < this.sentRx) return;
    for (const resolve of this.waiting.splice(0)) resolve(this.committedRx);
  }
}
