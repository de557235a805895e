import { chromium } from "playwright-core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { bundledChromium } from "./bundled-chromium.ts";
import { findChromium } from "./chromium.ts";

const found = await findChromium();
const bundled = await bundledChromium();

afterEach(() => {
  vi.unstubAllEnvs();
});

async function textOfPage(executablePath: string, args: string[]): Promise<string | null> {
  const browser = await chromium.launch({ executablePath, args });
  try {
    const page = await browser.newPage();
    await page.goto("data:text/html,<p>bid");
    await page.evaluate(() => document.querySelector("p")?.append(" ask"));
    return await page.textContent("p");
  } finally {
    await browser.close();
  }
}

describe("the browser of the tests", () => {
  test.skipIf(found === undefined)("is found, starts, and runs a page's script", async () => {
    if (found === undefined) return;
    expect(await textOfPage(found.executablePath, found.args)).toBe("bid ask");
  });

  test.skipIf(bundled === undefined)("comes from npm where the machine has none", async () => {
    vi.stubEnv("PATH", "");
    vi.stubEnv("CHROME_PATH", "");
    const fromNpm = await findChromium();
    expect(fromNpm?.executablePath).toBe(bundled);
    expect(await textOfPage(fromNpm?.executablePath ?? "", fromNpm?.args ?? [])).toBe("bid ask");
  });

  test("is the one that CHROME_PATH names, and a wrong name is an error", async () => {
    vi.stubEnv("CHROME_PATH", process.execPath);
    expect(await findChromium()).toMatchObject({ executablePath: process.execPath });
    vi.stubEnv("CHROME_PATH", "/nowhere/chrome");
    await expect(findChromium()).rejects.toThrow("CHROME_PATH names no file: /nowhere/chrome");
  });
});
