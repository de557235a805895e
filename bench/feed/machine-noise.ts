import { once } from "node:events";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { LatencyHistogram } from "../../src/core/session/latency-histogram.ts";

const NAP_MS = 2;

/** How much later than asked an idle thread wakes, in ms: what else runs on the machine, and no desk could do better. */
export interface MachineNoise {
  readonly p50: number | null;
  readonly p99: number | null;
}

/** Begins to measure; what is returned ends it. */
export function measureNoise(): () => Promise<MachineNoise> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(new URL(import.meta.url), { workerData: stop });
  return async () => {
    Atomics.store(stop, 0, 1);
    Atomics.notify(stop, 0);
    const [noise] = (await once(thread, "message")) as [MachineNoise];
    return noise;
  };
}

if (!isMainThread && workerData instanceof Int32Array) {
  const late = new LatencyHistogram();
  for (;;) {
    const began = performance.now();
    if (Atomics.wait(workerData, 0, 0, NAP_MS) !== "timed-out") break;
    late.note(performance.now() - began - NAP_MS, 1);
  }
  const noise: MachineNoise = { p50: late.percentile(0.5), p99: late.percentile(0.99) };
  parentPort?.postMessage(noise);
}
