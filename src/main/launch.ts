import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { SPEEDS, type Speed } from "../core/contract/desk.ts";

/** What somebody asks to see. */
export interface Launch {
  /** Absolute path of the session file; null for the demo session. */
  readonly tape: string | null;
  readonly speed: Speed;
}

/** Reads a command line in which the switches of Chromium stand as well; paths are relative to `cwd`. What makes no sense is not heard. */
export function readLaunch(args: readonly string[], cwd: string): Launch {
  const { values, positionals } = parseArgs({ args: [...args], strict: false, options: { speed: { type: "string" } } });
  const tape = positionals.find((name) => name.endsWith(".tape"));
  return { tape: tape === undefined ? null : resolve(cwd, tape), speed: SPEEDS.find((speed) => String(speed) === values["speed"]) ?? 1 };
}

/** Whether another start of the program sent a {@link Launch}; any program of the user may pretend to be one. */
export function isLaunch(data: unknown): data is Launch {
  if (typeof data !== "object" || data === null || !("tape" in data) || !("speed" in data)) return false;
  return (data.tape === null || typeof data.tape === "string") && SPEEDS.some((speed) => speed === data.speed);
}
