import { type StoreCommand, storeEventSchema } from "../../core/contract/live-fold.ts";
import type { Host } from "../compose.ts";

export interface Recovered {
  readonly path: string;
  /** The last frame that it holds; null where it could not be sealed, and `problem` says why. */
  readonly frames: number | null;
  readonly problem: string;
}

/**
 * Seals recordings whose program is no more, one after another: what was committed stays, what came after it is lost. A file that cannot
 * be sealed is left as it is. `isOver` ends it before the next file.
 */
export async function* recoverRecordings(
  host: Pick<Host, "startWorker">,
  paths: readonly string[],
  isOver: () => boolean = () => false,
): AsyncGenerator<Recovered> {
  for (const path of paths) {
    if (isOver()) return;
    try {
      yield { path, frames: await seal(host, path), problem: "" };
    } catch (error) {
      yield { path, frames: null, problem: error instanceof Error ? error.message : String(error) };
    }
  }
}

async function seal(host: Pick<Host, "startWorker">, path: string): Promise<number> {
  const worker = host.startWorker("store-worker", [path, "", "again"]);
  try {
    await worker.ready;
    const port = worker.openPort();
    return await new Promise<number>((resolve, reject) => {
      worker.onDeath((message) => reject(new Error(message)));
      port.onMessage((message) => {
        if (typeof message !== "string") return;
        const event = storeEventSchema.parse(JSON.parse(message));
        const close = (rx: number): StoreCommand => ({ type: "store.close", rx, whole: false });
        if (event.type === "store.ready") port.post(JSON.stringify(close(event.rx)));
        else if (event.type === "store.closed") resolve(event.rx);
        else if (event.type === "store.failed") reject(new Error(event.message));
      });
    });
  } finally {
    await worker.stop();
  }
}
