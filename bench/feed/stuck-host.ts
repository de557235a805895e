import { inProject } from "../../scripts/project.mjs";
import type { Worker, WorkerName } from "../../src/main/compose.ts";
import { ChildWorker } from "../../src/main/host/child-worker.ts";
import { HeadlessHost } from "../../src/main/host/headless.ts";

/** The headless host, whose analytics workers can be told to get stuck, see `stuck-worker.ts`. */
export class StuckHost extends HeadlessHost {
  constructor() {
    super({ workers: inProject("out", "main"), page: "", port: 0 });
  }

  override startWorker(name: WorkerName, args: readonly string[]): Worker {
    if (name !== "analytics-worker") return super.startWorker(name, args);
    return new ChildWorker(inProject("bench", "feed", "stuck-worker.ts"), args);
  }
}
