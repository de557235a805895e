import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inProject, root } from "./project.mjs";
import { say } from "./say.mjs";

/** Everything that a build is made of. */
const SOURCES = ["src", "electron.vite.config.ts", "tsconfig.json", "package-lock.json"];
/** Lies in a folder that electron-vite empties, so that a build started by hand, or one that failed, leaves no stamp of another one. */
const STAMP = inProject("out", "main", ".sources");

/**
 * Builds where the sources are not those of the last build.
 * @param {import("./set-up.mjs").RunNode} node
 * @returns {Promise<number>} exit code
 */
export async function buildWhatIsStale(node) {
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === digestSources()) return 0;
  say("building out/, as the sources are not those of the last build");
  return build(node);
}

/**
 * Builds in any case; says nothing unless it fails.
 * @param {import("./set-up.mjs").RunNode} node
 * @returns {Promise<number>} exit code
 */
export async function build(node) {
  // Taken before the build: a file that is edited meanwhile makes the next build stale.
  const digest = digestSources();
  rmSync(STAMP, { force: true });
  const { code, output } = await node([inProject("node_modules", "electron-vite", "bin", "electron-vite.js"), "build"], { keepOutput: true });
  if (code === 0) writeFileSync(STAMP, digest);
  else process.stderr.write(output);
  return code;
}

function digestSources() {
  const hash = createHash("sha256");
  for (const file of SOURCES.flatMap((name) => filesOf(name)).sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  return hash.digest("hex");
}

/**
 * @param {string} name a file or a folder, relative to the project
 * @returns {string[]} files, relative to the project
 */
function filesOf(name) {
  if (statSync(join(root, name)).isFile()) return [name];
  const entries = readdirSync(join(root, name), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}
