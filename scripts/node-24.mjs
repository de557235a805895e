import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { inProject } from "./project.mjs";
import { SetUpError } from "./say.mjs";

const WANTED = 24;

/**
 * The Node that everything runs on: the one npm installed for this platform, else the one that runs this script where it is new enough. The machine's
 * own Node may be older: the SQLite binding kills an old one without a word.
 * @returns {string} absolute path
 */
export function findNode24() {
  const installed = installedNode();
  if (installed !== null && majorOf(installed) === WANTED) return installed;
  if (Number.parseInt(process.versions.node, 10) >= WANTED) return process.execPath;
  throw new SetUpError(
    `npm has no Node ${WANTED} for ${process.platform} on ${process.arch}, and this is Node ${process.versions.node}: install Node ${WANTED} and try again`,
  );
}

/** Path of the Node in `node_modules`, read from its package, as its place differs between platforms; null where there is none. */
function installedNode() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const folder = ["node_modules", `node-${platform}-${process.arch}`];
  try {
    return inProject(...folder, JSON.parse(readFileSync(inProject(...folder, "package.json"), "utf8")).bin.node);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/**
 * Major version of a Node binary; null where it does not run here, as one made for glibc on a musl system.
 * @param {string} node
 */
function majorOf(node) {
  const { status, stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
  return status === 0 ? Number.parseInt(stdout.slice(1), 10) : null;
}
