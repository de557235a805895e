import { basename } from "node:path";
import { SPEEDS } from "../../core/contract/desk.ts";
import { venueNamed } from "../../core/venues/all-venues.ts";
import { SessionReader } from "../store/session-reader.ts";
import { startWorker } from "../worker-process.ts";
import type { ProcessUsage } from "../views/health-meter.ts";
import { Replay } from "./replay.ts";
import { schedule } from "./schedule.ts";

const [path = "", speedText = "1"] = process.argv.slice(2);

function usage(): ProcessUsage {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1_000, memoryBytes: process.memoryUsage.rss() };
}

/** The replay worker: plays one session file to every page that gets a port. */
startWorker(() => {
  const tape = SessionReader.open(path);
  const venue = venueNamed(tape.manifest.venue);
  if (venue === undefined) throw new Error(`${path}: venue "${tape.manifest.venue}" is not known to this version`);
  const speed = SPEEDS.find((one) => String(one) === speedText) ?? 1;
  const replay = new Replay({ tape, venue, name: basename(path), speed, clock: () => performance.now(), schedule, usage });
  let watched = false;
  return (port) => {
    replay.attach(port);
    // It starts when somebody looks, so that nobody misses the beginning.
    if (!watched) replay.play();
    watched = true;
  };
});
