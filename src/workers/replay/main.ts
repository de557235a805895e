import { basename } from "node:path";
import { SPEEDS } from "../../core/contract/desk.ts";
import { venueNamed } from "../../core/venues/all-venues.ts";
import { SessionReader } from "../store/session-reader.ts";
import { processUsage } from "../process-usage.ts";
import { schedule } from "../schedule.ts";
import { startWorker } from "../worker-process.ts";
import { Replay } from "./replay.ts";

const [path = "", speedText = "1", atNs] = process.argv.slice(2);

/** The replay worker: plays one session file to every page that gets a port. Arguments: the file, the speed, a receive time (Unix ns) to begin at. */
startWorker(() => {
  const tape = SessionReader.open(path);
  const venue = venueNamed(tape.manifest.venue);
  if (venue === undefined) throw new Error(`${path}: venue "${tape.manifest.venue}" is not known to this version`);
  const speed = SPEEDS.find((one) => String(one) === speedText) ?? 1;
  const replay = new Replay({ tape, venue, name: basename(path), speed, clock: () => performance.now(), schedule, usage: processUsage });
  let watched = false;
  return (port) => {
    replay.attach(port);
    // It starts when somebody looks, so that nobody misses the beginning.
    if (!watched) replay.begin(atNs);
    watched = true;
  };
});
