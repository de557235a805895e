import { inProject } from "./project.mjs";
import { say } from "./say.mjs";
import { buildWhatIsStale } from "./stale-build.mjs";
import { addTallies, runVitest } from "./vitest.mjs";

const tsc = inProject("node_modules", "typescript", "bin", "tsc");
/** Each step is one test: it passes or fails as a whole. The layers are a test of the suite's own. */
const STEPS = {
  types: ["tsconfig.json", "src/core/tsconfig.json", "src/preload/tsconfig.json", "src/renderer/tsconfig.json", "test/tsconfig.json"].map(
    (project) => [tsc, "-p", project],
  ),
  lint: [[inProject("node_modules", "oxlint", "bin", "oxlint")]],
  format: [[inProject("node_modules", "oxfmt", "bin", "oxfmt"), "--check"]],
};

/**
 * Checks types, lint and format, builds what is stale and runs tests: all of it, also where a step fails. The last line on stdout is
 * `N passed, N failed, N skipped`.
 * @param {import("./set-up.mjs").RunNode} node
 * @param {readonly string[]} vitestArgs
 * @returns {Promise<number>} exit code
 */
export async function verify(node, vitestArgs) {
  const tallies = [];
  for (const [name, commands] of Object.entries(STEPS)) tallies.push(await step(name, () => runAll(node, commands)));
  tallies.push(await step("build", () => buildWhatIsStale(node)));
  tallies.push(await runVitest(node, vitestArgs));
  const { passed, failed, skipped } = addTallies(tallies);
  process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  return failed === 0 ? 0 : 1;
}

/**
 * @param {string} name
 * @param {() => Promise<number>} body resolves with an exit code
 * @returns {Promise<import("./vitest.mjs").Tally>}
 */
async function step(name, body) {
  const code = await body();
  say(`${name}: ${code === 0 ? "passed" : `failed (code ${code})`}`);
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/**
 * Runs each command and shows what the failing ones said; resolves with the first failing exit code, else 0.
 * @param {import("./set-up.mjs").RunNode} node
 * @param {readonly (readonly string[])[]} commands
 */
async function runAll(node, commands) {
  let failure = 0;
  for (const command of commands) {
    const { code, output } = await node(command, { keepOutput: true });
    if (code === 0) continue;
    process.stderr.write(output);
    failure ||= code;
  }
  return failure;
}
