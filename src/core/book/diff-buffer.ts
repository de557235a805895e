import type { DepthUpdate } from "./depth-update.ts";
import type { Settled } from "./frame-counts.ts";

/** A diff that waits for a snapshot, and the frame it came in. */
export interface HeldDiff {
  readonly diff: DepthUpdate;
  readonly rx: number;
}

/**
 * Diffs that wait for a snapshot, in order of arrival. Bounded: at the bound everything is dropped and counted,
 * because a buffer that lost its middle could never bridge.
 */
export class DiffBuffer {
  /** A quiet hour of 100 ms diffs, and 20 times what a slow snapshot takes. */
  static readonly BOUND = 10_000;

  private held: HeldDiff[] = [];
  private head = 0;

  get size(): number {
    return this.held.length - this.head;
  }

  get isFull(): boolean {
    return this.size >= DiffBuffer.BOUND;
  }

  get first(): HeldDiff | undefined {
    return this.held[this.head];
  }

  all(): readonly HeldDiff[] {
    return this.head === 0 ? this.held : this.held.slice(this.head);
  }

  push(diff: DepthUpdate, rx: number): void {
    this.held.push({ diff, rx });
  }

  shift(): void {
    this.head++;
    if (this.head < this.held.length) return;
    this.held = [];
    this.head = 0;
  }

  /** Drops the diffs that match, as stale, and returns how many they were. */
  dropWhere(matches: (diff: DepthUpdate) => boolean, settled: Settled): number {
    const before = this.size;
    this.held = this.all().filter(({ diff, rx }) => {
      if (!matches(diff)) return true;
      settled.note("stale", rx);
      return false;
    });
    this.head = 0;
    return before - this.held.length;
  }

  /** Drops everything, as refused, and returns how much that was. */
  overflow(settled: Settled): number {
    const { size } = this;
    for (const { rx } of this.all()) settled.note("overflow", rx);
    this.held = [];
    this.head = 0;
    return size;
  }
}
