import type { ProcessUsage } from "./views/health-meter.ts";

/** What the operating system counts of this process. */
export function processUsage(): ProcessUsage {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1_000, memoryBytes: process.memoryUsage.rss() };
}
