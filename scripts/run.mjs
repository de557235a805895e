import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter } from "node:path";
import { inProject, root } from "./project.mjs";

/**
 * @typedef {object} Finished
 * @property {number} code exit code; 128 + the signal's number where a signal ended it
 * @property {string} output what it printed, where that was kept
 */

/**
 * Runs a program in the project's folder, with the installed tools (and their Node) first in its PATH, and hands signals on to it.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ keepOutput?: boolean, shell?: boolean, timeoutMs?: number }} [options] `keepOutput`: stdout and stderr are returned and not shown;
 * `timeoutMs`: it is ended where it takes longer
 * @returns {Promise<Finished>} rejects where the program cannot be started
 */
export function run(program, args, { keepOutput = false, shell = false, timeoutMs = 0 } = {}) {
  const stdio = keepOutput ? "pipe" : "inherit";
  const options = { cwd: root, env: environment(), shell, timeout: timeoutMs };
  const child = spawn(program, args, { ...options, stdio: [keepOutput ? "ignore" : "inherit", stdio, stdio] });
  /** @type {Buffer[]} */
  const output = [];
  child.stdout?.on("data", (chunk) => output.push(chunk));
  child.stderr?.on("data", (chunk) => output.push(chunk));

  // Ctrl+C reaches the whole process group; a signal sent to this process alone has to be handed on. Either way the child decides when it ends.
  const ignore = () => {};
  /** @param {NodeJS.Signals} signal */
  const handOn = (signal) => child.kill(signal);
  process.on("SIGINT", ignore).on("SIGTERM", handOn).on("SIGHUP", handOn);
  const done = () => process.off("SIGINT", ignore).off("SIGTERM", handOn).off("SIGHUP", handOn);

  return new Promise((resolve, reject) => {
    child.once("error", (error) => {
      done();
      reject(error);
    });
    child.once("close", (code, signal) => {
      done();
      resolve({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), output: Buffer.concat(output).toString() });
    });
  });
}

/** Paths that the user typed are relative to where the user is, which is not where the program runs: npm says so in INIT_CWD. */
function environment() {
  const { PATH = "", INIT_CWD = process.cwd() } = process.env;
  // An editor built on Electron leaves this in its terminals; it would make our Electron a mere Node.
  const ELECTRON_RUN_AS_NODE = undefined;
  return { ...process.env, INIT_CWD, ELECTRON_RUN_AS_NODE, PATH: [inProject("node_modules", ".bin"), PATH].join(delimiter) };
}
