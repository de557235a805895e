import { basename } from "node:path";
import { PortChannel, type PortEnvelope } from "../../core/contract/port-channel.ts";
import { SPEEDS } from "../../core/contract/desk.ts";
import { venueNamed } from "../../core/venues/all-venues.ts";
import { SessionReader } from "../store/session-reader.ts";
import { Replay } from "./replay.ts";
import { schedule } from "./schedule.ts";

const [path = "", speedText = "1"] = process.argv.slice(2);

function tell(message: unknown): void {
  // The host may be gone already; `disconnect` ends this process then.
  if (process.connected) process.send?.(message);
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.exitCode = 1;
  if (process.send === undefined) process.stderr.write(`tapedeck: ${message}\n`);
  else process.send({ kind: "failed", message }, undefined, undefined, () => process.exit(1));
}

process.on("uncaughtException", fail);
process.on("disconnect", () => process.exit(0));
// A Ctrl+C reaches the whole process group; the host stops its workers itself, and none may look dead before.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

const tape = SessionReader.open(path);
const venue = venueNamed(tape.manifest.venue);
if (venue === undefined) throw new Error(`${path}: venue "${tape.manifest.venue}" is not known to this version`);
const speed = SPEEDS.find((one) => String(one) === speedText) ?? 1;
const replay = new Replay({ tape, venue, name: basename(path), speed, clock: () => performance.now(), schedule });
let watched = false;
const channel = new PortChannel(tell, (port) => {
  replay.attach(port);
  // It starts when somebody looks, so that nobody misses the beginning.
  if (!watched) replay.play();
  watched = true;
});
process.on("message", (message) => channel.receive(message as PortEnvelope));
tell({ kind: "ready" });
