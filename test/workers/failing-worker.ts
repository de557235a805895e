import { startWorker } from "../../src/workers/worker-process.ts";

/** A worker that fails as its argument says: at the start, later, or not at all. */
const [when] = process.argv.slice(2);
startWorker(() => {
  if (when === "begin") throw new Error("the tape is gone");
  if (when === "later") setTimeout(() => { throw new Error("the disk is full"); }, 10); // prettier-ignore
  return () => {};
});
