import type { Acknowledge } from "../connection/view-source.ts";

/** Changes that a newer one overtook before they could be painted, of all streams of the desk that is shown. Each stream counts its own. */
export class MergedCount {
  private readonly byStream = new Map<Acknowledge, number>();

  get total(): number {
    let total = 0;
    for (const merged of this.byStream.values()) total += merged;
    return total;
  }

  /** `merged`: what the newest view of the stream says. */
  count(stream: Acknowledge, merged: number): void {
    this.byStream.set(stream, merged);
  }

  clear(): void {
    this.byStream.clear();
  }
}
