import { serveWorker } from "../../src/workers/worker-process.ts";
import { farEnd } from "./far-end.ts";

/** A worker that is the far end of the contract; told to die, it dies as if it were killed. */
const take = farEnd();
serveWorker((port) => {
  port.onMessage((message) => {
    if (message === "die") process.kill(process.pid, "SIGKILL");
  });
  take(port);
});
