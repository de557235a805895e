import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { faults, ladder, openDesk, reached, seekTo, showsEverywhere, standing } from "./desk-page.ts";
import { built, tapedeck } from "./headless-desk.ts";
import { deskLauncher } from "./launch-desk.ts";

const launcher = await deskLauncher();
const folder = mkdtempSync(join(tmpdir(), "tapedeck-desk-"));
const tape = join(folder, "demo.tape");
const complaints: string[] = [];

beforeAll(() => {
  if (launcher !== undefined) execFileSync(process.execPath, [built("cli").replace(/cli\.js$/, "demo-session.js"), tape]);
});

afterAll(async () => {
  await launcher?.close();
  rmSync(folder, { recursive: true });
});

// Whatever a test looks at, the page must have nothing to complain about.
afterEach(() => {
  expect(complaints.splice(0)).toEqual([]);
});

const open = async (...args: string[]) => (await openDesk(launcher, complaints, tape, ...args)).page;

async function choose(page: Page, symbol: string): Promise<void> {
  await page.click(`[row-id="binance:${symbol}"] [col-id="symbol"]`);
  await showsEverywhere(page, `binance:${symbol}`);
}

interface Replayed {
  readonly instruments: Record<string, { readonly bids: [string, string][]; readonly asks: [string, string][] }>;
}

describe.skipIf(launcher === undefined)("the desk", () => {
  test("shows at the end the books that the command line's replay has, and the candles that it exports", async () => {
    const page = await open("--speed", "max");
    await reached(page, "ended");
    const { instruments } = tapedeck("replay", tape) as Replayed;
    for (const symbol of ["BTCUSDT", "PEPEUSDT", "QTUMUSDT"]) {
      await choose(page, symbol);
      const { bids, asks } = instruments[`binance:${symbol}`] ?? { bids: [], asks: [] };
      const levels = Math.min(bids.length, (await page.locator(".bids .ladder-row").count()) || 0);
      expect(levels).toBeGreaterThan(3);
      await expect.poll(async () => (await ladder(page)).bids.slice(0, 3)).toEqual(bids.slice(0, 3));
      expect((await ladder(page)).asks.slice(0, 3)).toEqual(asks.slice(0, 3));
      expect(await lastCandle(page)).toEqual(exportedCandle(symbol));
    }
  });

  test("goes back and forth in the session, and shows the same there wherever it comes from", async () => {
    const page = await open("--speed", "max");
    await reached(page, "ended");
    await choose(page, "ETHUSDT");
    await seekTo(page, 0.4);
    await reached(page, "paused");
    await page.waitForFunction(() => document.querySelector(".clock")?.textContent?.includes("14:30:3"));
    const frames = (): Promise<string | null> => page.textContent(".frames");
    const there = await frames();
    await expect.poll(async () => (await ladder(page)).bids.length).toBeGreaterThan(3);
    const first = await standing(page);
    await page.keyboard.press("0");
    await page.waitForFunction(() => document.querySelector(".frames")?.textContent?.startsWith("0 /"));
    await expect.poll(() => page.locator(".ag-row[row-id]").count()).toBe(0);
    await seekTo(page, 0.4);
    await expect.poll(frames).toBe(there);
    await expect.poll(() => standing(page)).toEqual(first);
    // A reload shows it too: the same instrument, the same moment.
    await page.reload();
    await expect.poll(() => standing(page)).toEqual(first);
  });

  test("steps by a frame, by a trade and by a second, also from the keyboard", async () => {
    const page = await open();
    await reached(page, "playing");
    await page.keyboard.press("Space");
    await reached(page, "paused");
    const at = async (): Promise<number> => Number((await page.textContent(".frames"))?.split(" / ")[0]?.replaceAll(",", ""));
    const start = await at();
    await page.click('[data-step="frame"]');
    await expect.poll(at).toBe(start + 1);
    await page.keyboard.press(".");
    await expect.poll(at).toBe(start + 2);
    await page.keyboard.press("t");
    await expect.poll(at).toBeGreaterThan(start + 2);
    await page.waitForTimeout(100);
    const seconds = async (): Promise<number> => Date.parse(`${(await page.textContent(".clock"))?.replace(" UTC", "Z").replace(" ", "T")}`);
    const before = await seconds();
    await page.click('[data-step="second"]');
    await expect.poll(async () => (await seconds()) - before).toBe(1_000);
    await page.focus(".seek-slider");
    await page.keyboard.press("ArrowRight");
    await expect.poll(async () => (await seconds()) - before).toBe(2_000);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(async () => (await seconds()) - before).toBe(0);
  });

  test("keeps its layout, puts a maximised panel back, and forgets the layout when asked to", async () => {
    const page = await open("--speed", "max");
    await reached(page, "ended");
    const width = async (): Promise<number> => Math.round((await page.locator(".watchlist").boundingBox())?.width ?? 0);
    const before = await width();
    const sash = await page.locator(".dv-sash").first().boundingBox();
    if (sash === null) throw new Error("no sash to drag");
    await page.mouse.move(sash.x + sash.width / 2, 300);
    await page.mouse.down();
    await page.mouse.move(sash.x - 120, 300, { steps: 5 });
    await page.mouse.up();
    const narrower = await width();
    expect(narrower).toBeLessThan(before - 60);
    await page.waitForFunction(() => localStorage.getItem("tapedeck.layout") !== null);
    await page.waitForTimeout(600);
    await page.reload();
    await expect.poll(width).toBe(narrower);
    await page.keyboard.press("Control+1");
    await page.keyboard.press("Alt+Enter");
    await expect.poll(width).toBeGreaterThan(1_300);
    await page.keyboard.press("Alt+Enter");
    await expect.poll(width).toBe(narrower);
    await page.click("text=Reset layout");
    await expect.poll(width).toBe(before);
  });

  test("opens though the saved layout is damaged or of another time", async () => {
    const page = await open("--speed", "max");
    await reached(page, "ended");
    await page.evaluate(() => {
      const panels = { depth: { id: "depth", contentComponent: "depth-map", title: "Depth map" } };
      const root = { type: "branch", data: [{ type: "leaf", data: { views: ["depth"], activeView: "depth", id: "1" }, size: 600 }], size: 800 };
      localStorage.setItem(
        "tapedeck.layout",
        JSON.stringify({ version: 1, layout: { grid: { root, width: 800, height: 600, orientation: "HORIZONTAL" }, panels } }),
      );
    });
    await page.reload();
    await page.waitForSelector("text=This version has no panel “depth-map”");
    await page.evaluate(() => {
      const root = { type: "branch", data: [{ type: "leaf", data: { views: ["nowhere"] } }] };
      localStorage.setItem("tapedeck.layout", JSON.stringify({ version: 1, layout: { grid: { root, width: 1, height: 1 }, panels: {} } }));
    });
    await page.reload();
    await expect.poll(() => page.locator(".ag-row[row-id]").count()).toBeGreaterThan(10);
  });

  test("freezes the tape under the pointer and says how many trades have come since", async () => {
    const page = await open("--speed", "5");
    await page.waitForSelector('[row-id="binance:BTCUSDT"]');
    await choose(page, "BTCUSDT");
    await page.hover(".tape-body");
    const lines = (): Promise<(string | null)[]> => page.$$eval(".tape-row", (rows) => rows.slice(0, 5).map((row) => row.textContent));
    const still = await lines();
    await page.waitForSelector(".tape-waiting");
    expect(await page.textContent(".tape-waiting")).toMatch(/^[\d,]+ new$/);
    expect(await lines()).toEqual(still);
    await page.mouse.move(10, 500);
    await page.waitForSelector(".tape-waiting", { state: "detached" });
    expect(await lines()).not.toEqual(still);
  });

  test("says what its process does and costs, and that nothing was dropped", async () => {
    const page = await open();
    await page.waitForFunction(() => (document.querySelector(".rate .status-value")?.textContent ?? "—") !== "—");
    expect(await page.textContent(".status-cell")).toBe("connected");
    expect(await page.textContent(".dropped .status-value")).toBe("0");
    expect(await page.textContent(".cpu .status-value")).toMatch(/^\d+ %$/);
    expect(await page.textContent(".memory .status-value")).toMatch(/^\d+ MB$/);
  });

  test("has no serious fault that a checker of accessibility finds, in any of its states", async () => {
    const page = await open("--speed", "max");
    expect(await faults(page)).toEqual([]);
    await reached(page, "ended");
    await page.keyboard.press("?");
    await page.waitForSelector(".dialog.sheet");
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 900, height: 600 });
    await page.click("text=Reset layout");
    await page.waitForTimeout(300);
    expect(await faults(page)).toEqual([]);
  });
});

/** The chart's newest candle as its legend has it. */
function lastCandle(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => {
    const figures = document.querySelector<HTMLElement>(".chart-figures");
    const figure = (name: string): [string, string] => [
      name,
      String(Number(figures?.querySelector(`[data-figure="${name}"]`)?.textContent?.replaceAll(",", ""))),
    ];
    return { time: figures?.dataset["time"] ?? "", ...Object.fromEntries(["open", "high", "low", "close"].map(figure)) };
  });
}

/** The last candle that the command line exports. */
function exportedCandle(symbol: string): Record<string, string> {
  const csv = execFileSync(process.execPath, [built("cli"), "candles", tape, "--symbol", `binance:${symbol}`, "--csv"], { encoding: "utf8" });
  const [head = "", ...lines] = csv.trim().split("\n");
  const values = lines.at(-1)?.split(",") ?? [];
  const row = Object.fromEntries(head.split(",").map((name, n) => [name, values[n] ?? ""]));
  const of = (name: string): [string, string] => [name, String(Number(row[name]))];
  return {
    time: new Date(Number(row["openTime"])).toISOString().slice(0, 16).replace("T", " "),
    ...Object.fromEntries(["open", "high", "low", "close"].map(of)),
  };
}
