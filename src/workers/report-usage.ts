import type { Port } from "../core/contract/port.ts";
import type { WorkerUsage } from "../core/contract/worker-usage.ts";
import { monotonicMs } from "./worker-process.ts";

const REPORT_MS = 1_000;

/**
 * Says over the port each second what this process costs: the shell takes that for a sign of life. Long work that holds the event loop
 * calls what is returned now and then, and so is not taken for stuck.
 */
export function reportUsage(port: Port): () => void {
  let saidMs = Number.NEGATIVE_INFINITY;
  const say = (): void => {
    saidMs = monotonicMs();
    const { user, system } = process.cpuUsage();
    const usage: WorkerUsage = {
      type: "worker.usage",
      pid: process.pid,
      cpuMs: (user + system) / 1_000,
      rssBytes: process.memoryUsage.rss(),
    };
    port.post(JSON.stringify(usage));
  };
  const timer = setInterval(say, REPORT_MS);
  port.onClose(() => clearInterval(timer));
  say();
  return () => {
    if (monotonicMs() - saidMs >= REPORT_MS) say();
  };
}
