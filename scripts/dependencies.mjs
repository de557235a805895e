import { existsSync, readFileSync } from "node:fs";
import { inProject } from "./project.mjs";
import { run } from "./run.mjs";
import { say, SetUpError } from "./say.mjs";

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional]
 *
 * @typedef {Record<string, LockedPackage>} LockedPackages packages by their folder; "" is the project itself
 */

/** Makes `node_modules` what the lock file says. Install scripts never run: no dependency needs its own. */
export async function installDependencies() {
  const reason = installReason();
  if (reason === null) return;
  say(`installing the packages of package-lock.json with npm ci, as ${reason}`);
  // NODE_ENV=production would leave out the tools that build the program.
  const args = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const { code, output } = await npm(args);
  if (code !== 0) {
    process.stderr.write(output);
    throw new SetUpError(`npm ci ended with code ${code}; what it said stands above`);
  }
}

/** Why packages have to be installed; null where what is installed is what is locked. */
function installReason() {
  const installed = readPackages(inProject("node_modules", ".package-lock.json"));
  if (installed === null) return "there is no complete node_modules";
  const locked = readPackages(inProject("package-lock.json"));
  if (locked === null) throw new SetUpError("package-lock.json is missing or damaged: restore it from the repository");
  return sameInstall(locked, installed) ? null : "node_modules is not that of the lock file";
}

/**
 * Whether an install has every locked package in its locked version, and no other. npm writes down what it installed as the last thing it does, so an
 * install that was broken off is seen too. An optional package may be missing: it is then one for another platform.
 * @param {LockedPackages} locked
 * @param {LockedPackages} installed
 */
export function sameInstall(locked, installed) {
  const missing = Object.entries(locked).some(([folder, { optional }]) => folder !== "" && optional !== true && installed[folder] === undefined);
  return (
    !missing &&
    Object.entries(installed).every(([folder, { version, integrity }]) => {
      const wanted = locked[folder];
      return wanted !== undefined && wanted.version === version && wanted.integrity === integrity;
    })
  );
}

/**
 * @param {string} file
 * @returns {LockedPackages | null}
 */
function readPackages(file) {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * The npm that started this script, else the one in PATH.
 * @param {string[]} args
 */
async function npm(args) {
  const { npm_execpath: cli = "" } = process.env;
  try {
    if (cli.endsWith("npm-cli.js")) return await run(process.execPath, [cli, ...args], { keepOutput: true });
    return await run("npm", args, { keepOutput: true, shell: process.platform === "win32" });
  } catch (error) {
    throw new SetUpError(`npm cannot be started (${error instanceof Error ? error.message : String(error)}): install Node.js with npm`);
  }
}
