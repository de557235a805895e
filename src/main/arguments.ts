import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { SPEEDS, type Speed } from "../core/contract/desk.ts";
import { ALL_VENUES, venueNamed } from "../core/venues/all-venues.ts";
import { liveProfileOf } from "../core/venues/live-profiles.ts";
import { DEMO, type LiveLaunch } from "./desk/live-launch.ts";
import { type Launch, symbolsOf } from "./launch.ts";

export const USAGE = `Usage: npm start [-- [X.tape] [options]]

Opens the live desk on a simulated exchange, the demo; with --venue on that exchange, with a file as a replay of that session.

  --venue V       ${ALL_VENUES.map(({ name }) => name).join(", ")}
  --symbols A,B   watch these too, by the exchange's own ids (default: those watched last)
  --endpoint URL  http://host:port instead of the venue's addresses; sockets at ws://host:port
  --speed S       of a replay: ${SPEEDS.join(", ")} (default 1)
  --port N        port on 127.0.0.1 (default: a free one)
  --no-open       print the address, open no browser
  --help          show this

Whatever comes in live is recorded to the user's data folder; TAPEDECK_DATA names another one.`;

export interface StartOptions extends Launch {
  /** 0: any free port. */
  readonly port: number;
  readonly open: boolean;
}

/** What the user typed makes no sense; the message is one line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Reads the command line (without node and script); relative paths are relative to `cwd`. Returns `help` where that was asked. */
export function readArguments(args: readonly string[], cwd: string): StartOptions | "help" {
  const { values, positionals } = parse(args);
  if (values.help === true) return "help";
  if (positionals.length > 1) throw new UsageError(`one session file at a time, not ${positionals.length}`);
  const [tape] = positionals;
  return {
    tape: tape === undefined ? null : resolve(cwd, tape),
    live: readLive(values, tape),
    speed: readSpeed(values.speed ?? "1"),
    port: readPort(values.port ?? "0"),
    open: values["no-open"] !== true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        speed: { type: "string" },
        venue: { type: "string" },
        symbols: { type: "string" },
        endpoint: { type: "string" },
        port: { type: "string" },
        "no-open": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message.split("\n")[0] : String(error), { cause: error });
  }
}

interface LiveWords {
  readonly venue?: string | undefined;
  readonly symbols?: string | undefined;
  readonly endpoint?: string | undefined;
}

function readLive({ venue, symbols, endpoint }: LiveWords, tape: string | undefined): LiveLaunch {
  if (tape !== undefined && (venue ?? symbols ?? endpoint) !== undefined) {
    throw new UsageError("--venue, --symbols and --endpoint are for a live desk, and a session file was named");
  }
  if (venue === undefined) {
    if ((symbols ?? endpoint) !== undefined) throw new UsageError("--symbols and --endpoint need --venue");
    return DEMO;
  }
  if (venueNamed(venue) === undefined || liveProfileOf(venue) === undefined) {
    throw new UsageError(`--venue is one of ${ALL_VENUES.map(({ name }) => name).join(", ")}, not "${venue}"`);
  }
  return { venue, symbols: symbolsOf(symbols), endpoint: endpoint === undefined ? null : readEndpoint(endpoint) };
}

function readEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.protocol !== "http:" || url.pathname !== "/" || url.search !== "") {
    throw new UsageError(`--endpoint takes http://host:port, not "${text}"`);
  }
  return url.origin;
}

function readSpeed(text: string): Speed {
  const speed = SPEEDS.find((one) => String(one) === text);
  if (speed === undefined) throw new UsageError(`--speed is one of ${SPEEDS.join(", ")}, not "${text}"`);
  return speed;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^[0-9]{1,5}$/.test(text) || port > 65_535) throw new UsageError(`--port is a number from 0 to 65535, not "${text}"`);
  return port;
}
