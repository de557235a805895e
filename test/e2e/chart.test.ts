import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DeskEvent } from "../../src/core/contract/desk.ts";
import { DeskClient, type SourceClient } from "./desk-client.ts";
import { deskForAll } from "./desk-for-all.ts";
import { faults, shows } from "./desk-page.ts";
import { startDeskIn, tapedeck } from "./headless-desk.ts";
import { deskLauncher } from "./launch-desk.ts";

const BTC = "binance:BTCUSDT";
const launcher = await deskLauncher();

describe("candles of a live desk", () => {
  const data = mkdtempSync(join(tmpdir(), "tapedeck-recompute-"));
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  const recomputed = async (source: SourceClient, from = 0): Promise<Extract<DeskEvent, { type: "candles.recomputed" }>> => {
    const found = (): DeskEvent | undefined => source.events.slice(from).find(({ type }) => type === "candles.recomputed");
    await expect.poll(found, { timeout: 20_000 }).toBeDefined();
    return found() as Extract<DeskEvent, { type: "candles.recomputed" }>;
  };

  test("are made again from the recording while it runs: none differs, books go on, and every digest proves itself", async () => {
    const desk = await startDeskIn(data);
    const client = await DeskClient.visit(desk.address);
    const shell = await client.shell();
    const { sources } = await shell.heard("desk.opened");
    const [books, analytics] = await Promise.all(sources.map(({ name }) => client.source(name)));
    if (books === undefined || analytics === undefined) throw new Error("no sources");
    for (const source of [books, analytics]) {
      source.send({ type: "focus.interval", interval: "1s" });
      source.send({ type: "focus.instrument", instrument: BTC });
    }
    const bars = (): number =>
      new Set(analytics.views.flatMap(({ stream, view }) => (stream === "chart" ? view.bars.map(({ openTime }) => openTime) : []))).size;
    await expect.poll(bars, { timeout: 30_000 }).toBeGreaterThan(6);
    const seconds = analytics.views.findLast(({ stream }) => stream === "chart");
    expect(seconds?.view).toMatchObject({ interval: "1s", instrument: BTC, loading: false });
    const ladders = (): number => books.views.filter(({ stream }) => stream === "ladder").length;
    const before = ladders();
    analytics.send({ type: "candles.recompute" });
    const first = await recomputed(analytics);
    expect(first).toMatchObject({ outcome: "done", interval: "1s", different: 0, differentFromVenue: 0, first: "" });
    expect(first.compared).toBeGreaterThan(2);
    await expect.poll(ladders, { timeout: 20_000 }).toBeGreaterThan(before);
    // Those of a minute and an hour were recorded in part: the exchange's own stand in their place.
    for (const interval of ["1m", "1h"]) {
      const from = analytics.events.length;
      analytics.send({ type: "focus.interval", interval });
      analytics.send({ type: "candles.recompute" });
      expect(await recomputed(analytics, from)).toMatchObject({ outcome: "done", interval, different: 0, differentFromVenue: 0 });
    }
    expect(books.events.filter(({ type }) => type === "candles.recomputed")).toEqual([]);
    expect(await shell.heard("desk.status")).toMatchObject({ dropped: 0, gaps: 0 });
    const [name = ""] = readdirSync(join(data, "demo")).filter((file) => file.endsWith(".tape"));
    const tape = join(data, "demo", name);
    const running = tapedeck("candles", tape, "--symbol", BTC, "--interval", "1s") as { candles: { openTime: number; close: string }[] };
    expect(running.candles.length).toBeGreaterThan(6);
    desk.signal("SIGTERM");
    expect(await desk.ended).toMatchObject({ code: 0, stderr: "" });
    const { digests } = tapedeck("verify", tape) as { digests: { equal: number; different: number } };
    expect(digests).toMatchObject({ different: 0 });
    expect(digests.equal).toBeGreaterThan(0);
  });
});

describe.skipIf(launcher === undefined)("the chart of the page", () => {
  const sitting = deskForAll(launcher, { name: "chart", begin: (first) => first.click(`[row-id="${BTC}"] [col-id="symbol"]`) });
  let page: Page;
  beforeAll(() => {
    ({ page } = sitting);
  });

  /** Waits until the chart draws candles of this kind. */
  const draws = (interval: string) =>
    page.waitForFunction((wanted) => document.querySelector<HTMLElement>(".chart-canvas")?.dataset["interval"] === wanted && document.querySelector<HTMLElement>(".chart-figures")?.hidden === false, interval); // prettier-ignore
  const pressed = () => page.$$eval('.interval[aria-pressed="true"]', (buttons) => buttons.map((button) => button.textContent));

  test("shows the candles that are chosen in its row, in its menu and by typing, and keeps them over a reload", async () => {
    await draws("1m");
    await page.click('.interval:text-is("1h")');
    await draws("1h");
    expect(await pressed()).toEqual(["1h"]);
    expect(await page.textContent(".chart-title")).toMatch(/BTCUSDT.*1h/);
    await page.keyboard.type("15");
    await page.keyboard.press("Enter");
    await draws("15m");
    await page.click("[aria-label='All intervals']");
    expect(await page.$$eval(".interval-columns .interval-item", (items) => items.length)).toBe(15);
    expect(await faults(page)).toEqual([]);
    await page.fill("[aria-label^='Ticks']", "20");
    await page.click(".by-activity .interval-item:text-is('Ticks')");
    await draws("tick:20");
    expect(await pressed()).toEqual(["20 ticks"]);
    await page.reload();
    await draws("tick:20");
  });

  test("leads a symbol that begins with a digit on to the search", async () => {
    await page.keyboard.type("1in");
    await page.waitForSelector(".search-input");
    expect((await page.inputValue(".search-input")).toUpperCase()).toBe("1IN");
    await page.keyboard.press("Escape");
  });

  test("says what came of candles made again, and shows the same kind in a replay", async () => {
    await page.keyboard.press(",");
    await page.keyboard.type("1s");
    await page.keyboard.press("Enter");
    await draws("1s");
    await page.click("[aria-label='Recompute candles']");
    await page.waitForSelector(".recompute-text");
    expect(await page.textContent(".recompute-text")).toMatch(/^\d+ candles? recomputed, 0 differ/);
    await page.click("[aria-label='Close the result']");
    await page.keyboard.press("r");
    await shows(page, "replay");
    await draws("1s");
    expect(await page.locator("[aria-label='Recompute candles']").count()).toBe(0);
    await page.keyboard.press("Escape");
    await shows(page, "live");
  });
});
