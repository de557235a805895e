import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inProject } from "./project.mjs";
import { say } from "./say.mjs";

const PACKAGE = inProject("node_modules", "electron");
/** Where Electron's binaries are published; whoever keeps a mirror says so in the variable that Electron's own installer reads. */
const RELEASES = "https://github.com/electron/electron/releases/download/";
/** Longer than this nobody waits to learn that there is no network. */
const PROBE_MS = 1_500;
/** A download that takes longer is given up. */
const FETCH_MS = 10 * 60_000;

/** @typedef {{ binary: string } | { reason: string }} Found where the binary is, or why there is none */

/**
 * The path of Electron's binary, found as Electron's own package finds it, without the download that its import would start; null where there is none.
 * @param {string} [folder] of the package
 * @param {NodeJS.ProcessEnv} [env]
 */
export function findElectron(folder = PACKAGE, env = process.env) {
  const named = join(folder, "path.txt");
  const name = existsSync(named) ? readFileSync(named, "utf8") : null;
  const { ELECTRON_OVERRIDE_DIST_PATH: override } = env;
  const binary = override ? join(override, name ?? "electron") : name === null ? null : join(folder, "dist", name);
  return binary !== null && existsSync(binary) ? binary : null;
}

/**
 * Fetches Electron's binary where the server that has it answers at once.
 * @param {import("./set-up.mjs").RunNode} node
 * @param {string} [folder] of the package
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Found>}
 */
export async function fetchElectron(node, folder = PACKAGE, env = process.env) {
  const installer = join(folder, "install.js");
  const { CI, ELECTRON_MIRROR: releases = RELEASES } = env;
  if (!existsSync(installer)) return { reason: "it is not installed" };
  if (CI) return { reason: "its binary is not on this machine" };
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (!(await answers(`${releases}v${version}/SHASUMS256.txt`)))
    return { reason: "its binary is not on this machine, and there is no way to fetch it" };
  say("fetching Electron's binary, about 120 MB; this happens once");
  const { code } = await node([installer], { keepOutput: true, timeoutMs: FETCH_MS });
  const binary = findElectron(folder, env);
  return code === 0 && binary !== null ? { binary } : { reason: "its binary could not be fetched" };
}

/**
 * Whether a server has the file, and says so in time.
 * @param {string} url
 */
async function answers(url) {
  try {
    return (await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(PROBE_MS) })).ok;
  } catch {
    return false; // no network, no such host, no answer in time: for the caller all the same
  }
}
