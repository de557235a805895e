import { defineConfig } from "vitest/config";

if (Number.parseInt(process.versions.node, 10) < 24) throw new Error("the tests need Node 24, which npm test brings along");

export default defineConfig({
  test: {
    projects: [
      // Patience is for slow machines: no test asserts a time.
      { test: { name: "unit", include: ["test/**/*.test.{ts,tsx}"], exclude: ["test/e2e/**"], testTimeout: 60_000, hookTimeout: 60_000 } },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          // Whole programs and real browsers: after the rest, one file at a time, with patience for a slow machine.
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
          // A browser or a process that the machine gave no time to: one second try, which the report names (retry x1).
          retry: 1,
        },
      },
    ],
  },
});
