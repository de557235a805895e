import { statSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";

/** The call itself is wrong: exit code 2. The message says what to write instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** More lines for a person at a terminal, such as the place in an expression; a script gets the one line. */
  readonly detail: string;

  constructor(message: string, detail = "") {
    super(message);
    this.detail = detail;
  }
}

/** The command was understood and failed: exit code 1. One line that says what happened and what can be done. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
}

/** The user took the call back with Ctrl+C: exit code 130, as shells have it (128 and the signal's number). One line says how far it was. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** One command of the command line. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** The whole help text, without the leading `tapedeck `. */
  readonly help: string;
  /** Runs with the words after the command's name. What it returns is the exit code; stdout is written once, at the end. */
  run(words: readonly string[], io: Io): Promise<number>;
}

/** What a command may touch of the outside. */
export interface Io {
  /** The folder of the built programs: workers are started from there. */
  readonly programs: string;
  /** Writes a result to stdout. */
  print(text: string): void;
  /** Shows or replaces a line of progress, where stderr is a terminal. */
  progress(text: string): void;
}

/** Parses options strictly; anything unknown is wrong usage. */
export function parse<T extends ParseArgsOptionsConfig>(
  words: readonly string[],
  options: T,
  positionals: { least: number; most: number; what: string },
) {
  const parsed = parseWords(words, options);
  const count = parsed.positionals.length;
  if (count < positionals.least || count > positionals.most)
    throw new UsageError(`expected ${positionals.what}, got ${count === 0 ? "nothing" : parsed.positionals.join(" ")}`);
  return parsed;
}

function parseWords<T extends ParseArgsOptionsConfig>(words: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message.split(/\.\s/)[0] ?? error.message);
    throw error;
  }
}

/** A path as the caller meant it: relative to the folder the call was made from, also through `npm run`. */
export function callerPath(path: string): string {
  return isAbsolute(path) ? path : resolve(process.env["INIT_CWD"] ?? process.cwd(), path);
}

/** Whether two paths lead to one file, also through links; false where one of them is missing. */
export function isSameFile(path: string, other: string): boolean {
  const [one, two] = [path, other].map((each) => statSync(each, { throwIfNoEntry: false, bigint: true }));
  return one !== undefined && two !== undefined && one.dev === two.dev && one.ino === two.ino;
}

/** A whole number of `least` or more, from option text. */
export function wholeNumber(option: string, text: string, least: number): number {
  const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least)) throw new UsageError(`${option} takes a whole number of ${least} or more, not ${JSON.stringify(text)}`);
  return value;
}
