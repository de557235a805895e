import { resolve } from "node:path";
import { venueNamed } from "../core/venues/all-venues.ts";
import { demoSession } from "../simulator/demo-session.ts";
import { importFrames } from "../workers/import/import-session.ts";

/** Makes the bundled demo session: always the same file, from a fixed seed. The one argument is the path to write. */
const SEED = 20_260_105;
const SECONDS = 90;

const [out] = process.argv.slice(2);
const venue = venueNamed("binance");
if (out === undefined || venue === undefined) throw new Error("demo-session needs the path to write");
await importFrames([demoSession({ seed: SEED, seconds: SECONDS })], { venue, out: resolve(out), format: "simulated", files: [] });
