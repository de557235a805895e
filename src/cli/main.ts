import { ImportError } from "../workers/import/import-error.ts";
import { SessionFileError } from "../workers/store/session-file-error.ts";
import { type Command, CommandFailure, Interrupted, type Io, UsageError } from "./command.ts";
import { backtest } from "./commands/backtest.ts";
import { candles } from "./commands/candles.ts";
import { exportCommand } from "./commands/export.ts";
import { importCommand } from "./commands/import.ts";
import { inspect } from "./commands/inspect.ts";
import { oracles } from "./commands/oracles.ts";
import { record } from "./commands/record.ts";
import { replay } from "./commands/replay.ts";
import { screen } from "./commands/screen.ts";
import { simulate } from "./commands/simulate.ts";
import { ticker } from "./commands/ticker.ts";
import { venues } from "./commands/venues.ts";
import { status } from "./commands/status.ts";
import { verify } from "./commands/verify.ts";

const COMMANDS: readonly Command[] = [
  importCommand,
  record,
  status,
  simulate,
  replay,
  candles,
  ticker,
  screen,
  backtest,
  verify,
  inspect,
  exportCommand,
  oracles,
  venues,
];

const HELP = `tapedeck: records what exchanges send, and replays it to the same digest

Usage: npm run -s tapedeck -- <command> [options]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(9)} ${summary}`).join("\n")}

  <command> --help says more. Exit code: 0 done, 1 failed with a reason, 2 wrong usage, 130 taken back with Ctrl+C.
`;

// Whoever read the output may stop: the write's own callback is told, and the command fails with that reason.
process.stdout.on("error", () => undefined);
process.exitCode = await main(process.argv.slice(2));

async function main([name, ...words]: readonly string[]): Promise<number> {
  const output: string[] = [];
  let progressShown = false;
  const clearProgress = (): void => {
    if (progressShown) process.stderr.write("\r\x1b[K");
    progressShown = false;
  };
  const io: Io = {
    programs: import.meta.dirname,
    print: (text) => output.push(text),
    progress: (text) => {
      if (!process.stderr.isTTY) return;
      process.stderr.write(`\r\x1b[K${text}`);
      progressShown = true;
    },
  };
  try {
    const code = await dispatch(name, words, io);
    clearProgress();
    for (const text of output) await write(text);
    return code;
  } catch (error) {
    clearProgress();
    process.stderr.write(`${lineOf(error)}\n`);
    if (process.stderr.isTTY && error instanceof UsageError && error.detail !== "") process.stderr.write(`${error.detail}\n`);
    return error instanceof Interrupted ? 130 : error instanceof UsageError ? 2 : 1;
  }
}

function dispatch(name: string | undefined, words: readonly string[], io: Io): number | Promise<number> {
  if (name === "--help" || name === "-h" || name === "help") {
    io.print(HELP);
    return 0;
  }
  const command = COMMANDS.find((known) => known.name === name);
  if (command === undefined)
    throw new UsageError(name === undefined ? "say a command; --help lists them" : `there is no command ${JSON.stringify(name)}; --help lists them`);
  if (words.includes("--help") || words.includes("-h")) {
    io.print(`${command.help}\n`);
    return 0;
  }
  return command.run(words, io);
}

/** One line for a person. A defect of ours keeps its stack for the report. */
function lineOf(error: unknown): string {
  const expected =
    [UsageError, CommandFailure, Interrupted, SessionFileError, ImportError].some((kind) => error instanceof kind) || isSystemError(error);
  if (expected && error instanceof Error) return `tapedeck: ${error.message.replaceAll(/\s*[\r\n]\s*/g, " ")}`;
  if (process.env["TAPEDECK_DEBUG"] && error instanceof Error) return error.stack ?? error.message;
  return `tapedeck: unexpected: ${String(error).replaceAll(/\s*\n\s*/g, " ")} (TAPEDECK_DEBUG=1 shows where)`;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

/** Resolves once the text has left for good: a pipe takes large output in pieces. */
function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
