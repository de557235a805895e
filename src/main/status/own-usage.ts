/** What this process costs: of one core since the last call, and resident memory. */
export interface OwnUsage {
  readonly cpuPercent: number;
  readonly memoryBytes: number;
}

/** Measures this process from call to call. */
export class OwnUsageMeter {
  private before = { ms: performance.now(), used: process.cpuUsage() };

  take(): OwnUsage {
    const { before } = this;
    const { user, system } = process.cpuUsage(before.used);
    this.before = { ms: performance.now(), used: process.cpuUsage() };
    const ms = this.before.ms - before.ms;
    return { cpuPercent: ms > 0 ? (user + system) / 10 / ms : 0, memoryBytes: process.memoryUsage.rss() };
  }
}
