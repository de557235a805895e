import { DEPTH_FAULTS, type Fault } from "./faults.ts";

export const FAULT_KINDS = [...DEPTH_FAULTS, "silence", "half-open", "snapshot", "disconnect"] as const;
const STATUSES = [418, 429, 500];
/** Codes that may stand in a close frame, or mean that there was none; see RFC 6455, 7.4. */
const CLOSE_CODES = [1000, 1001, 1002, 1003, 1006, 1007, 1008, 1009, 1011, 1012, 1013, 1014];

type Members = Readonly<Record<string, unknown>>;

/**
 * Reads a script of faults: a JSON list, or an object whose `faults` is one. Throws a SyntaxError that says which fault is wrong and
 * what it should have been.
 */
export function readFaults(text: string): Fault[] {
  const value: unknown = JSON.parse(text);
  const list = isMembers(value) ? value["faults"] : value;
  if (!Array.isArray(list)) throw new SyntaxError("not a list of faults");
  return list.map((fault: unknown, at) => readFault(fault, `fault ${at + 1}`));
}

function readFault(value: unknown, where: string): Fault {
  if (!isMembers(value)) throw new SyntaxError(`${where} is no object`);
  const kind = FAULT_KINDS.find((known) => known === value["kind"]);
  if (kind === undefined) throw new SyntaxError(`${where}: kind is one of ${FAULT_KINDS.join(", ")}`);
  const known = new Set(["kind", "atSeconds", "atMessage", ...MEMBERS[kind]]);
  const unknown = Object.keys(value).find((name) => !known.has(name));
  if (unknown !== undefined) throw new SyntaxError(`${where}: a ${kind} has no ${unknown}; it has ${[...known].join(", ")}`);
  for (const [name, check] of Object.entries(CHECKS)) {
    if (value[name] !== undefined && !check.holds(value[name])) throw new SyntaxError(`${where}: ${name} is ${check.rule}`);
  }
  if ((value["atSeconds"] === undefined) === (value["atMessage"] === undefined)) throw new SyntaxError(`${where} needs atSeconds or atMessage`);
  if (kind === "snapshot" && value["delayMs"] === undefined && value["status"] === undefined) {
    throw new SyntaxError(`${where}: a snapshot needs delayMs or status`);
  }
  if ((kind === "silence" || kind === "half-open") && value["atSeconds"] === undefined) throw new SyntaxError(`${where}: a ${kind} needs atSeconds`);
  if (kind === "silence" && value["seconds"] === undefined) throw new SyntaxError(`${where}: a silence needs seconds`);
  return value as unknown as Fault;
}

const MEMBERS: Readonly<Record<(typeof FAULT_KINDS)[number], readonly string[]>> = {
  gap: ["symbol"],
  duplicate: ["symbol"],
  reorder: ["symbol"],
  checksum: ["symbol"],
  types: ["symbol"],
  huge: ["symbol"],
  silence: ["symbol", "seconds"],
  "half-open": [],
  snapshot: ["symbol", "times", "delayMs", "status", "retryAfterSeconds"],
  disconnect: ["code"],
};

const CHECKS: Readonly<Record<string, { readonly rule: string; holds(value: unknown): boolean }>> = {
  symbol: { rule: "a symbol's name", holds: (value) => typeof value === "string" },
  atSeconds: { rule: "seconds after the start, or two bounds of them", holds: (value) => isSpan(value) || isAtLeast(value, 0) },
  atMessage: { rule: "a whole number from 1", holds: (value) => isWhole(value, 1) },
  seconds: { rule: "a number of seconds", holds: (value) => isAtLeast(value, 0) },
  times: { rule: "a whole number from 1", holds: (value) => isWhole(value, 1) },
  delayMs: { rule: "a number of milliseconds", holds: (value) => isAtLeast(value, 0) },
  retryAfterSeconds: { rule: "a whole number of seconds", holds: (value) => isWhole(value, 0) },
  status: { rule: STATUSES.join(", "), holds: (value) => STATUSES.includes(value as number) },
  code: { rule: "a close code", holds: (value) => CLOSE_CODES.includes(value as number) || (isWhole(value, 3_000) && value < 5_000) },
};

function isSpan(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && isAtLeast(value[0], 0) && isAtLeast(value[1], value[0]);
}

function isAtLeast(value: unknown, least: number): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= least;
}

function isWhole(value: unknown, least: number): value is number {
  return isAtLeast(value, least) && Number.isSafeInteger(value);
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
