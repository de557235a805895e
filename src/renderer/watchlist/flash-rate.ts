/** Changes a second and row above which flashing stops, and below which it begins again. */
const STOP_ABOVE = 4;
const RESUME_BELOW = 2;
const WINDOW_MS = 500;

/** Says whether changed cells are to flash: where all of them would be lit all the time, a flash tells nothing. */
export class FlashRate {
  /** Whether a change is rare enough to flash. */
  useful = true;
  private readonly nowMs: () => number;
  private sinceMs: number;
  private changes = 0;

  /** `nowMs`: monotonic milliseconds. */
  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
    this.sinceMs = nowMs();
  }

  /** Counts `changed` of `rows` rows that are painted now. */
  painted(changed: number, rows: number): void {
    this.changes += changed;
    const elapsedMs = this.nowMs() - this.sinceMs;
    if (elapsedMs < WINDOW_MS) return;
    const rate = rows === 0 ? 0 : this.changes / rows / (elapsedMs / 1_000);
    this.useful = rate < (this.useful ? STOP_ABOVE : RESUME_BELOW);
    this.sinceMs += elapsedMs;
    this.changes = 0;
  }
}
