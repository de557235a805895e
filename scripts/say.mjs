/**
 * One line on stderr for the person at the terminal; stdout belongs to the program that is started.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`tapedeck: ${line}\n`);
}

/** What went wrong has one line for a person, and no stack. */
export class SetUpError extends Error {
  /** @override */
  name = "SetUpError";
}

/**
 * Runs a script's body; what it resolves with is the exit code.
 * @param {() => Promise<number>} body
 */
export async function exitWith(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
