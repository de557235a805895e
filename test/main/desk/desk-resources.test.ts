import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Resources } from "../../../src/core/contract/resources.ts";
import { decodeShellEvent, encodeShell } from "../../../src/core/contract/shell.ts";
import { DeskResources, type ResourcesChanged } from "../../../src/main/desk/desk-resources.ts";
import { SettingsFile } from "../../../src/main/settings/settings-file.ts";

let folder = "";
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "tapedeck-resources-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = (): string => join(folder, "settings.json");

async function opened(environment: Record<string, string> = {}) {
  const settings = await SettingsFile.open(path(), () => {});
  const told: ResourcesChanged[] = [];
  const troubles: string[] = [];
  const applied: { values: Resources; done: () => void; fail: (error: Error) => void }[] = [];
  const apply = (values: Resources): Promise<void> => new Promise((done, fail) => applied.push({ values, done, fail }));
  const resources = new DeskResources({
    settings,
    environment,
    cores: 8,
    apply,
    onChange: (event) => told.push(event),
    onTrouble: (message) => troubles.push(message),
  });
  return { resources, told, troubles, applied };
}

describe("what the live desk takes", () => {
  test("is changed while it runs: kept, said as changing, and in force when the desk has followed", async () => {
    const { resources, told, applied } = await opened();
    expect(resources.values).toMatchObject({ bookWorkers: 2, analysisThreads: 7 });
    resources.choose({ profile: "maximum", overrides: { analysisThreads: 3 } });
    expect(told).toMatchObject([{ profile: "maximum", changing: true, values: { bookWorkers: 2, analysisThreads: 3 } }]);
    expect(applied[0]?.values).toMatchObject({ bookWorkers: 4, analyticsWorkers: 4, analysisThreads: 3 });
    applied[0]?.done();
    await expect.poll(() => told.length).toBe(2);
    expect(told[1]).toMatchObject({ changing: false, values: { bookWorkers: 4 }, choice: { profile: "maximum" } });
    expect(decodeShellEvent(encodeShell(resources.told))).toEqual(resources.told);
    await expect.poll(() => readFileSync(path(), "utf8")).toContain("maximum");
    expect((await opened()).resources.values).toMatchObject({ bookWorkers: 4, analysisThreads: 3 });
  });

  test("follows the last of several changes, and says nothing of those it overtook", async () => {
    const { resources, told, applied, troubles } = await opened();
    resources.choose({ profile: "maximum", overrides: {} });
    resources.choose({ profile: "battery", overrides: {} });
    applied[0]?.fail(new Error("their number was changed again meanwhile"));
    applied[1]?.done();
    await expect.poll(() => told.at(-1)?.changing).toBe(false);
    expect(told.at(-1)).toMatchObject({ profile: "battery", values: { bookWorkers: 1 } });
    expect(troubles).toEqual([]);
  });

  test("has as many processes as before where the desk cannot follow, with a word, and the bounds of queues that it has by then", async () => {
    const { resources, told, applied, troubles } = await opened();
    resources.choose({ profile: "maximum", overrides: {} });
    applied[0]?.fail(new Error("book-worker 3: no memory"));
    await expect.poll(() => told.at(-1)?.changing).toBe(false);
    expect(told.at(-1)?.values).toMatchObject({ bookWorkers: 2, analyticsWorkers: 2, feedQueueMiB: 128, foldQueueMiB: 128 });
    expect(troubles).toEqual(["the desk goes on with as many processes as before: book-worker 3: no memory"]);
  });

  test("is what the environment says, which pages are told with its variable; what cannot be used is said", async () => {
    const { resources, troubles } = await opened({ TAPEDECK_PROFILE: "battery", TAPEDECK_BOOK_WORKERS: "3", TAPEDECK_ANALYSIS_QUEUE: "all" });
    expect(resources.told).toMatchObject({
      profile: "battery",
      values: { bookWorkers: 3, analyticsWorkers: 1, analysisQueue: 1_000 },
      fixed: [
        { setting: "profile", variable: "TAPEDECK_PROFILE", value: "battery" },
        { setting: "bookWorkers", variable: "TAPEDECK_BOOK_WORKERS", value: "3" },
      ],
    });
    expect(troubles).toEqual([expect.stringContaining("TAPEDECK_ANALYSIS_QUEUE takes a whole number")]);
  });
});
