import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { SPEEDS, type Speed } from "../core/contract/desk.ts";

export const USAGE = `Usage: npm start [-- [X.tape] [options]]

Replays a session file on a watchlist in the browser; without a file, a bundled demo session.

  --speed S    ${SPEEDS.join(", ")} (default 1)
  --port N     port on 127.0.0.1 (default: a free one)
  --no-open    print the address, open no browser
  --help       show this`;

export interface StartOptions {
  /** Absolute path of the session file; null for the demo session. */
  readonly tape: string | null;
  readonly speed: Speed;
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
      options: { speed: { type: "string" }, port: { type: "string" }, "no-open": { type: "boolean" }, help: { type: "boolean", short: "h" } },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message.split("\n")[0] : String(error), { cause: error });
  }
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
