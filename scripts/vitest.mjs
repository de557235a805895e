import { existsSync, readFileSync, rmSync } from "node:fs";
import { inProject } from "./project.mjs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/**
 * What vitest's JSON report holds of interest here.
 * @typedef {object} Report
 * @property {boolean} success false also for an error outside any test
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults one a file
 */

const REPORT = inProject("out", "tests.json");

/**
 * @param {import("./set-up.mjs").RunNode} node
 * @param {readonly string[]} args files or options of vitest
 * @returns {Promise<Tally>} at least one failed where vitest itself says so
 */
export async function runVitest(node, args) {
  rmSync(REPORT, { force: true });
  const vitest = inProject("node_modules", "vitest", "vitest.mjs");
  const { code } = await node([vitest, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`, ...args]);
  const tally = existsSync(REPORT) ? readTally(JSON.parse(readFileSync(REPORT, "utf8"))) : { passed: 0, failed: 0, skipped: 0 };
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/**
 * A file that fails as a whole, as it cannot be imported, counts as one failed test; so does an error outside any test.
 * @param {Report} report
 * @returns {Tally}
 */
export function readTally(report) {
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.every((test) => test.status !== "failed"),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function addTallies(tallies) {
  /** @param {keyof Tally} of */
  const sum = (of) => tallies.reduce((total, tally) => total + tally[of], 0);
  return { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
}
