import { serveWorker } from "../../src/workers/worker-process.ts";
import { farViews } from "./far-views.ts";

serveWorker(farViews());
