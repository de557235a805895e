import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { tapedeck, writeSmallSession } from "./headless-desk.ts";
import { deskLauncher } from "./launch-desk.ts";

const launcher = await deskLauncher();
/** Of ALPHA at the end of the small session. The page may paint it a little after it says that the replay ended. */
const LAST_PRICE = "100.01";
const folder = mkdtempSync(join(tmpdir(), "tapedeck-launch-"));

afterAll(async () => {
  await launcher?.close();
  rmSync(folder, { recursive: true });
});

describe.skipIf(launcher === undefined)("the desk on whichever host is here", () => {
  test("opens a session in its own page, shows it once more when the page is loaded again, and ends in order", async () => {
    if (launcher === undefined) return;
    const tape = join(folder, "small.tape");
    writeSmallSession(join(folder, "small.jsonl"));
    tapedeck("import", join(folder, "small.jsonl"), "--venue", "binance", "--format", "raw-jsonl", "--out", tape);
    const complaints: string[] = [];
    const { page, host, stop } = await launcher.launch([tape, "--speed", "max"], (prepared) => {
      prepared.on("pageerror", ({ message }) => complaints.push(message));
      prepared.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
    });
    try {
      const last = (): Promise<string | null> => page.textContent('[row-id="binance:ALPHA"] [col-id="last"]');
      const ended = (): Promise<unknown> => page.waitForFunction(() => document.documentElement.dataset["replay"] === "ended");
      await ended();
      await expect.poll(last).toBe(LAST_PRICE);
      await page.reload();
      await ended();
      await expect.poll(last).toBe(LAST_PRICE);
      expect(new URL(page.url()).protocol).toBe(host === "electron" ? "app:" : "http:");
      // A browser's page has no bridge to a shell, an Electron window's page has nothing else.
      expect(await page.evaluate(() => ["tapedeck", "require", "process"].filter((name) => name in window))).toEqual(
        host === "electron" ? ["tapedeck"] : [],
      );
      expect(complaints).toEqual([]);
    } finally {
      expect(await stop()).toBe(0);
    }
  });
});
