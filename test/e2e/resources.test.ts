import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { column, complainTo, faults } from "./desk-page.ts";
import { tapedeck } from "./headless-desk.ts";
import { deskLauncher, type LaunchedDesk } from "./launch-desk.ts";

const launcher = await deskLauncher();
const data = mkdtempSync(join(tmpdir(), "tapedeck-profile-"));
const complaints: string[] = [];
let desk: LaunchedDesk;
let page: Page;

beforeAll(async () => {
  if (launcher === undefined) return;
  vi.stubEnv("TAPEDECK_DATA", data);
  vi.stubEnv("TAPEDECK_ANALYSIS_QUEUE", "77");
  desk = await launcher.launch([], (prepared) => complainTo(complaints, prepared));
  ({ page } = desk);
});

afterAll(async () => {
  if (launcher === undefined) return;
  await launcher.close();
  rmSync(data, { recursive: true });
  vi.unstubAllEnvs();
});

interface Verified {
  readonly digests: { readonly equal: number; readonly different: number; readonly notComparable: number };
}

const profile = (): Promise<string | null> => page.textContent(".resources-button");
const queues = (): Promise<string[]> => page.locator(".resource-table th").allTextContents();

describe.skipIf(launcher === undefined)("the resources of a live desk", () => {
  test("are chosen on the page while it goes on, come back with one key, and leave a recording that is true", async () => {
    await page.waitForSelector('[row-id="binance:BTCUSDT"]');
    await expect.poll(async () => Object.values(await column(page, "bid")).every((text) => /\d/.test(text))).toBe(true);
    await page.click(".resources-button");
    await page.waitForSelector(".resources .resource-table");
    expect(await faults(page)).toEqual([]);
    expect(await page.textContent(".resources")).toContain("TAPEDECK_ANALYSIS_QUEUE");
    await page.click('input[value="maximum"]');
    await expect.poll(profile).toBe("Resources: maximum");
    await expect.poll(queues).toContain("Queue: book-worker 2: frames behind a hole");
    await page.keyboard.press("Escape");
    const before = await column(page, "bid");
    await expect.poll(() => column(page, "bid")).not.toEqual(before);
    // Somebody else's window loaded anew finds the new processes too.
    await page.reload();
    await expect.poll(async () => Object.values(await column(page, "bid")).every((text) => /\d/.test(text))).toBe(true);
    expect(readFileSync(join(data, "settings.json"), "utf8")).toContain('"profile": "maximum"');
    await expect.poll(profile).toBe("Resources: maximum");
    await page.keyboard.press("F8");
    await expect.poll(profile).toBe("Resources: balanced");
    expect(await page.textContent(".gaps .status-value")).toBe("0");
    expect(await page.textContent(".dropped .status-value")).toBe("0");
    expect(complaints).toEqual([]);
    expect(await desk.stop()).toBe(0);
    const verified = readdirSync(join(data, "demo")).map((name) => tapedeck("verify", join(data, "demo", name)) as Verified);
    expect(verified.map(({ digests: { different, notComparable } }) => different + notComparable)).toEqual(verified.map(() => 0));
    expect(verified.reduce((sum, { digests }) => sum + digests.equal, 0)).toBeGreaterThan(10);
  });
});
