import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { TickerReport } from "../../src/core/ticker/ticker-report.ts";
import { faults, ladder, openDesk, reached, seekTo, shows } from "./desk-page.ts";
import { built, tapedeck } from "./headless-desk.ts";
import { deskLauncher } from "./launch-desk.ts";

const launcher = await deskLauncher();
const folder = mkdtempSync(join(tmpdir(), "tapedeck-details-"));
const tape = join(folder, "demo.tape");
const complaints: string[] = [];

beforeAll(() => {
  if (launcher === undefined) return;
  vi.stubEnv("TAPEDECK_DATA", join(folder, "data"));
  execFileSync(process.execPath, [built("cli").replace(/cli\.js$/, "demo-session.js"), tape]);
});

afterAll(async () => {
  await launcher?.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

// Whatever a test looks at, the page must have nothing to complain about.
afterEach(() => {
  expect(complaints.splice(0)).toEqual([]);
});

/** Chooses a row, and waits until both halves of the details are of it. */
async function choose(page: Page, symbol: string): Promise<void> {
  await page.click(`[row-id="binance:${symbol}"] [col-id="symbol"]`);
  await page.waitForFunction((wanted) => {
    const { ticker, book } = document.querySelector<HTMLElement>(".details-body")?.dataset ?? {};
    return ticker === wanted && book === wanted;
  }, `binance:${symbol}`);
  expect(await page.textContent(".details h2")).toContain(symbol);
}

async function figure(page: Page, name: string): Promise<string> {
  return (await page.textContent(`[data-figure="${name}"]`)) ?? "";
}

describe.skipIf(launcher === undefined)("the details", () => {
  test("follow the chosen row on the live desk, and in a rewind of it", async () => {
    const { page } = await openDesk(launcher, complaints);
    await page.waitForSelector('[row-id="binance:BTCUSDT"]');
    await page.keyboard.press("F7");
    for (const symbol of ["BTCUSDT", "PEPEUSDT"]) {
      await choose(page, symbol);
      await expect.poll(() => figure(page, "quality")).toBe("live");
      await expect.poll(() => figure(page, "spread")).toMatch(/ · [\d.]+ ticks? · [\d.]+ bps$/);
      await expect.poll(async () => Number(await figure(page, "1m.trades"))).toBeGreaterThan(0);
    }
    const before = await figure(page, "1m.trades");
    await expect.poll(() => figure(page, "1m.trades")).not.toBe(before);
    // Less than 24 h are recorded: the exchange's own figures, marked.
    expect(await page.getAttribute('[data-figure="24h.high"]', "data-theirs")).toBe("true");
    expect(await figure(page, "24h.covers")).toBe("theirs");
    expect(await faults(page)).toEqual([]);
    await page.waitForSelector('.ag-row[row-id="binance:PEPEUSDT"] .sparkline[aria-label*="over"]');
    await page.keyboard.press("r");
    await shows(page, "replay");
    for (const symbol of ["ETHUSDT", "PEPEUSDT"]) {
      await choose(page, symbol);
      await expect.poll(() => figure(page, "1m.high")).not.toBe("—");
    }
    await page.keyboard.press("l");
    await shows(page, "live");
    await choose(page, "BTCUSDT");
    await expect.poll(() => figure(page, "quality")).toBe("live");
  });

  test("stand at the end of a stored session where the command line's ticker does, and at another moment where the ladder does", async () => {
    const { page } = await openDesk(launcher, complaints, tape, "--speed", "max");
    await reached(page, "ended");
    await page.keyboard.press("F7");
    const { instruments } = tapedeck("ticker", tape) as { readonly instruments: Record<string, TickerReport> };
    for (const symbol of ["BTCUSDT", "QTUMUSDT"]) {
      await choose(page, symbol);
      const { windows } = instruments[`binance:${symbol}`] as TickerReport;
      for (const name of ["1m", "5m", "1h"] as const) {
        const { trades, high, low, volume } = windows[name];
        await expect.poll(async () => Number((await figure(page, `${name}.trades`)).replaceAll(",", ""))).toBe(trades);
        expect([
          Number((await figure(page, `${name}.high`)).replaceAll(",", "")),
          Number((await figure(page, `${name}.low`)).replaceAll(",", "")),
        ]).toEqual([Number(high), Number(low)]);
        expect(await page.getAttribute(`[data-figure="${name}.volume"]`, "title")).toBe(volume);
      }
    }
    await seekTo(page, 0.5);
    await reached(page, "paused");
    await choose(page, "BTCUSDT");
    await page.locator(".panel-tab", { hasText: "Order book" }).click();
    await expect.poll(async () => (await ladder(page)).bids.length).toBeGreaterThan(3);
    const { bids, asks } = await ladder(page);
    await page.keyboard.press("F7");
    await expect.poll(async () => (await figure(page, "spread")).split(" ")[0]).toBe((Number(asks[0]?.[0]) - Number(bids[0]?.[0])).toFixed(2));
    expect(await faults(page)).toEqual([]);
  });
});
