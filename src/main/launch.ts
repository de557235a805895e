import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { SPEEDS, type Speed } from "../core/contract/desk.ts";
import { venueNamed } from "../core/venues/all-venues.ts";
import { DEMO, type LiveLaunch } from "./desk/live-launch.ts";

/** What somebody asks to see. */
export interface Launch {
  /** Absolute path of a session file to replay; null for a live desk. */
  readonly tape: string | null;
  readonly speed: Speed;
  /** Which live desk, where no file is named. */
  readonly live: LiveLaunch;
}

/** Reads a command line in which the switches of Chromium stand as well; paths are relative to `cwd`. What makes no sense is not heard. */
export function readLaunch(args: readonly string[], cwd: string): Launch {
  const string = { type: "string" } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    options: { speed: string, venue: string, symbols: string, endpoint: string },
  });
  const tape = positionals.find((name) => name.endsWith(".tape"));
  const venue = venueNamed(String(values["venue"]))?.name;
  return {
    tape: tape === undefined ? null : resolve(cwd, tape),
    speed: SPEEDS.find((speed) => String(speed) === values["speed"]) ?? 1,
    live: venue === undefined ? DEMO : { venue, symbols: symbolsOf(values["symbols"]), endpoint: textOf(values["endpoint"]) },
  };
}

/** A list of symbols as it is typed, with commas between. */
export function symbolsOf(text: unknown): string[] {
  return typeof text === "string" ? [...new Set(text.split(",").filter((symbol) => symbol !== ""))] : [];
}

/** Whether another start of the program sent a {@link Launch}; any program of the user may pretend to be one. */
export function isLaunch(data: unknown): data is Launch {
  if (!hasMembers(data, ["tape", "speed", "live"]) || !hasMembers(data["live"], ["venue", "symbols", "endpoint"])) return false;
  const { venue, symbols, endpoint } = data["live"];
  const isText = (value: unknown): boolean => value === null || typeof value === "string";
  if (!Array.isArray(symbols) || !symbols.every((symbol) => typeof symbol === "string")) return false;
  return [data["tape"], venue, endpoint].every(isText) && SPEEDS.some((speed) => speed === data["speed"]);
}

function hasMembers(value: unknown, names: readonly string[]): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && names.every((name) => Object.hasOwn(value, name));
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
