import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { deskForAll } from "./desk-for-all.ts";
import { column, complainTo, faults, listed, openDesk, reached, seekTo, shows, showsEverywhere, standing } from "./desk-page.ts";
import { captures, tapedeck } from "./headless-desk.ts";
import { deskLauncher } from "./launch-desk.ts";

const launcher = await deskLauncher();
const CAPTURE = captures("binance-spot", "spot_btcusdt_20240808.gz");
const captured = existsSync(CAPTURE);
if (!captured)
  process.stderr.write("skipped: a stored capture beside the live desk, which is not on this machine (TAPEDECK_CAPTURES names its folder)\n");

/** Each test leaves it live. */
const sitting = deskForAll(launcher, {
  name: "page",
  prepare(data) {
    mkdirSync(join(data, "demo"), { recursive: true });
    const stored = join(data, "demo", "stored.tape");
    if (captured) tapedeck("import", CAPTURE, "--venue", "binance", "--format", "hftbacktest", "--symbol", "BTCUSDT", "--out", stored);
  },
});
const { complaints } = sitting;
let page: Page;
beforeAll(() => {
  if (launcher !== undefined) ({ page } = sitting);
});

// A test that failed halfway is not to fail those after it.
beforeEach(async () => {
  if (launcher === undefined) return;
  if ((await page.locator(".dialog").count()) > 0) await page.keyboard.press("Escape");
  if ((await page.locator(".to-live").count()) > 0) await page.click(".to-live");
  await shows(page, "live");
});

/** How many messages are recorded, as the status bar says each second. */
async function recorded(of: Page): Promise<number> {
  const title = (await of.getAttribute(".status-cell.recording", "title")) ?? "";
  return Number(/: ([\d,]+) messages/.exec(title)?.[1]?.replaceAll(",", ""));
}

/** Which qualities the books of the list have. */
async function qualities(of: Page): Promise<string[]> {
  return [...new Set(await of.$$eval(".quality-word", (words) => words.map((word) => word.textContent)))];
}

describe.skipIf(launcher === undefined)("the page of the live desk", () => {
  test("begins on the demo exchange, says that it is simulated, moves, and records", async () => {
    await page.waitForSelector('[row-id="binance:BTCUSDT"]');
    await expect.poll(() => qualities(page)).toEqual(["live"]);
    expect(await page.textContent(".title-bar")).toContain("Demo exchange (simulated)");
    await expect.poll(() => page.textContent(".mode-badge")).toMatch(/^LIVE\d{4}-/);
    const before = await column(page, "last");
    await expect.poll(() => column(page, "last")).not.toEqual(before);
    await expect.poll(() => recorded(page)).toBeGreaterThan(100);
    expect(await page.textContent(".dropped .status-value")).toBe("0");
    expect(await page.textContent(".status-cell.connection")).toBe("connected");
    expect(await page.textContent(".first-run")).toContain("R to rewind a minute");
    expect(await faults(page)).toEqual([]);
    await page.click("[aria-label='Close this line']");
    await page.reload();
    await page.waitForSelector('[row-id="binance:BTCUSDT"]');
    expect(await page.locator(".first-run").count()).toBe(0);
  });

  test("lets the keyboard choose, and chart, book and tape follow: their newest numbers are the row's", async () => {
    const order = await listed(page);
    await showsEverywhere(page, order[0] ?? "");
    for (let n = 0; n < 3; n++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await showsEverywhere(page, order[2] ?? "");
    expect(await page.getAttribute(".ag-row-selected", "row-id")).toBe(order[2]);
    // A click chooses too, and from there the grid's own arrows do.
    await page.click('[row-id="binance:BTCUSDT"] [col-id="symbol"]');
    await showsEverywhere(page, "binance:BTCUSDT");
    await page.keyboard.press("ArrowDown");
    const next = order[order.indexOf("binance:BTCUSDT") + 1] ?? "";
    await showsEverywhere(page, next);
    const agree = (): Promise<boolean> =>
      page.evaluate((id) => {
        const text = (selector: string): string => document.querySelector(selector)?.textContent ?? "none";
        const cell = (name: string): string => text(`[row-id="${id}"] [col-id="${name}"]`);
        return (
          cell("bid") === text(".bids .ladder-row .ladder-price") &&
          cell("last") === text(".tape-row .tape-price") &&
          cell("last") === text('[data-figure="close"]')
        );
      }, next);
    await expect.poll(agree).toBe(true);
  });

  test("rewinds a minute while the recording goes on, in a frame that says so, and returns", async () => {
    const before = await recorded(page);
    await page.keyboard.press("r");
    await shows(page, "replay");
    await reached(page, "playing");
    expect(await page.textContent(".replay-badge")).toMatch(/^REPLAY/);
    expect(await page.evaluate(() => getComputedStyle(document.querySelector(".desk") ?? document.body).borderTopWidth)).toBe("2px");
    await expect.poll(async () => (await listed(page)).length).toBeGreaterThan(5);
    await page.keyboard.press("Space");
    await reached(page, "paused");
    expect(await faults(page)).toEqual([]);
    await expect.poll(() => recorded(page)).toBeGreaterThan(before);
    await page.keyboard.press("Escape");
    await shows(page, "live");
    await expect.poll(() => qualities(page)).toEqual(["live"]);
    expect(await page.locator(".transport").count()).toBe(0);
  });

  test("removes a symbol, brings it back, and finds it by its letters", async () => {
    const id = "binance:QTUMUSDT";
    await page.click(`[row-id="${id}"] [col-id="symbol"]`);
    await page.keyboard.press("Delete");
    await expect.poll(() => listed(page)).not.toContain(id);
    expect(await page.textContent(".notice-toast")).toContain("QTUMUSDT removed");
    await page.keyboard.press("Control+z");
    await expect.poll(() => listed(page)).toContain(id);
    await page.click(`[row-id="${id}"] [col-id="symbol"]`);
    await page.keyboard.press("Delete");
    await expect.poll(() => listed(page)).not.toContain(id);
    await page.keyboard.type("qtu");
    await page.waitForSelector(".search-item");
    expect(await page.inputValue(".search-input")).toMatch(/^qtu$/i);
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await expect.poll(() => listed(page)).toContain(id);
    await expect.poll(() => page.getAttribute(".ag-row-selected", "row-id")).toBe(id);
    await showsEverywhere(page, id);
  });

  test("hides a column and keeps it hidden", async () => {
    await page.click("[aria-label=Columns]");
    await page.click(".column-choice >> text=Venue");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator('.ag-header-cell[col-id="venue"]').count()).toBe(0);
    await page.reload();
    await page.waitForSelector('.ag-header-cell[col-id="symbol"]');
    expect(await page.locator('.ag-header-cell[col-id="venue"]').count()).toBe(0);
    await shows(page, "live");
  });

  test.skipIf(!captured)("opens a stored session, seeks, and stands at the same moment when the page is loaded again", async () => {
    await page.keyboard.press("Control+o");
    await page.waitForSelector('[data-session="stored.tape"]');
    expect(await page.textContent(".session-item")).toContain("recording");
    expect(await faults(page)).toEqual([]);
    await page.click('[data-session="stored.tape"]');
    await shows(page, "replay");
    await reached(page, "playing");
    await page.keyboard.press("Space");
    await reached(page, "paused");
    await page.click('[row-id="binance:BTCUSDT"] [col-id="symbol"]');
    await seekTo(page, 0.5);
    await page.waitForFunction(() => Number(document.querySelector(".frames")?.textContent?.split(" / ")[0]?.replaceAll(",", "")) > 10_000);
    await showsEverywhere(page, "binance:BTCUSDT");
    const before = await settled(page);
    await page.reload();
    await shows(page, "replay");
    await reached(page, "paused");
    await expect.poll(() => standing(page)).toEqual(before);
    await page.keyboard.press("l");
    await shows(page, "live");
  });

  test("loses nothing to a page that stops reading, which catches up", async (context) => {
    if (sitting.desk.headless === null) return context.skip("a window has one page");
    const other = await page.context().newPage();
    onTestFinished(() => other.close());
    await complainTo(complaints, other);
    await other.goto(new URL(page.url()).origin);
    await expect.poll(() => recorded(other)).toBeGreaterThan(0);
    const client = await page.context().newCDPSession(page);
    await client.send("Debugger.enable");
    const paused = new Promise((resolve) => client.once("Debugger.paused", resolve));
    await client.send("Debugger.pause");
    await paused;
    const before = await recorded(other);
    await expect.poll(() => recorded(other)).toBeGreaterThan(before + 1_000);
    expect(await other.textContent(".dropped .status-value")).toBe("0");
    expect(await other.getAttribute(".status-cell.queue", "data-tone")).toBe("");
    await client.send("Debugger.disable");
    await client.detach();
    await expect.poll(async () => (await column(page, "last"))["binance:QTUMUSDT"]).toBe((await column(other, "last"))["binance:QTUMUSDT"]);
    const stood = await column(page, "last");
    await expect.poll(() => column(page, "last")).not.toEqual(stood);
  });

  test.skipIf(!existsSync("/proc/self/cmdline"))(
    "says that its order books restart, shows none meanwhile, and all when they are back",
    async (context) => {
      const { headless } = sitting.desk;
      if (headless === null) return context.skip("its processes are found on the headless host");
      const books = headless.children().find((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("book-worker"));
      if (books === undefined) throw new Error("no process of order books");
      const notice = page.waitForSelector(".notice.lost");
      process.kill(books, "SIGKILL");
      expect(await (await notice).textContent()).toContain("The desk's order books are restarting");
      await page.waitForSelector(".notice.lost", { state: "detached" });
      await expect.poll(() => qualities(page)).toEqual(["live"]);
      const before = await column(page, "bid");
      await expect.poll(() => column(page, "bid")).not.toEqual(before);
      expect(await page.textContent(".dropped .status-value")).toBe("0");
      expect(await page.textContent(".status-bar")).toMatch(/\d troubles?/);
    },
  );
});

describe.skipIf(launcher === undefined)("a live desk whose exchange cannot be reached", () => {
  test("does not call itself live, and says why", async () => {
    // Nobody listens on port 9 of loopback (RFC 863, discard).
    const { page: alone } = await openDesk(launcher, complaints, "--venue", "binance", "--symbols", "BTCUSDT", "--endpoint", "http://127.0.0.1:9");
    await alone.waitForSelector(".notice.failed");
    expect(await alone.textContent(".notice.failed")).toMatch(/^No connection to the exchange: .*ECONNREFUSED/);
    expect(await alone.textContent(".mode-badge")).toMatch(/^NOT LIVE/);
    expect(await column(alone, "last")).toEqual({ "binance:BTCUSDT": "—" });
    expect(await faults(alone)).toEqual([]);
  });
});

/** What stands on the page once two looks at it are alike. */
async function settled(of: Page): Promise<unknown> {
  let last: unknown = null;
  await expect
    .poll(
      async () => {
        const before = JSON.stringify(last);
        last = await standing(of);
        return JSON.stringify(last) === before;
      },
      { interval: 200 },
    )
    .toBe(true);
  return last;
}
