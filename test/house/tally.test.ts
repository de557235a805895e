import { expect, test } from "vitest";
import { addTallies, readTally } from "../../scripts/vitest.mjs";

const report = { success: true, numPassedTests: 5, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1, testResults: [] };

test("the tally counts what vitest counted", () => {
  expect(readTally(report)).toEqual({ passed: 5, failed: 0, skipped: 3 });
});

test("a file that cannot be imported is a failed test, beside the failed tests of other files", () => {
  const testResults = [
    { status: "failed", assertionResults: [] },
    { status: "failed", assertionResults: [{ status: "passed" }, { status: "failed" }] },
  ];
  expect(readTally({ ...report, success: false, numFailedTests: 1, testResults })).toMatchObject({ failed: 2 });
});

test("an error outside any test is a failed test", () => {
  expect(readTally({ ...report, success: false })).toMatchObject({ failed: 1 });
});

test("tallies add up", () => {
  expect(addTallies([{ passed: 1, failed: 0, skipped: 0 }, readTally(report)])).toEqual({ passed: 6, failed: 0, skipped: 3 });
});
