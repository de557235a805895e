/** Milliseconds from socket read to applied: collects, and summarises what came since the last summary. */
export class Latency {
  private values: number[] = [];
  private frames = 0;

  /** `frames` frames that took `ms` each. */
  note(ms: number, frames: number): void {
    this.frames += frames;
    for (let i = 0; i < frames; i++) this.values.push(ms);
  }

  /** Null where nothing came. */
  take(): { p50: number; p99: number; p999: number; frames: number } | null {
    if (this.frames === 0) return null;
    const sorted = Float64Array.from(this.values).sort();
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
    const summary = { p50: at(0.5), p99: at(0.99), p999: at(0.999), frames: this.frames };
    this.values = [];
    this.frames = 0;
    return summary;
  }
}
