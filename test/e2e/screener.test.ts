import { existsSync, readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { deskForAll } from "./desk-for-all.ts";
import { faults, shows, showsEverywhere } from "./desk-page.ts";
import { deskLauncher } from "./launch-desk.ts";

const launcher = await deskLauncher();
const sitting = deskForAll(launcher, { name: "screener", begin: (first) => first.waitForSelector('[row-id="binance:BTCUSDT"]') });
let page: Page;
beforeAll(() => {
  if (launcher !== undefined) ({ page } = sitting);
});

async function ask(condition: string): Promise<void> {
  await page.fill(".condition-input", condition);
  await page.press(".condition-input", "Enter");
}

const state = (): Promise<string | null> => page.getAttribute(".run-line", "data-state", { timeout: 30_000 });

/** The results in the order shown: symbol, match, values and the reason. */
function results(): Promise<Record<string, string>[]> {
  return page.$$eval(".screener .ag-row[row-id]", (rows) => {
    const found = new Map<string, Record<string, string>>();
    for (const row of rows.toSorted((a, b) => Number(a.getAttribute("row-index")) - Number(b.getAttribute("row-index")))) {
      const id = row.getAttribute("row-id") ?? "";
      const cells = [...row.querySelectorAll("[col-id]")].map((cell) => [cell.getAttribute("col-id") ?? "", cell.textContent] as const);
      found.set(id, { id, ...found.get(id), ...Object.fromEntries(cells) });
    }
    return [...found.values()];
  });
}

/** The desk's processes of screens; Linux alone tells. */
function screens(): number[] {
  const children = sitting.desk.headless?.children() ?? [];
  return children.filter((pid) => existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("screen-worker"));
}

describe.skipIf(launcher === undefined)("the screener", () => {
  test("comes with its key, shows how to write a condition, and takes an example over", async () => {
    await page.keyboard.press("F9");
    await page.waitForSelector(".condition-input:focus");
    expect(await faults(page)).toEqual([]);
    await page.click(".screener-examples button >> nth=1");
    expect(await page.inputValue(".condition-input")).toBe("rsi(14,1h) < 30 and volume24h > 1e6");
  });

  test("shows a mistake at its place under the text, and runs nothing", async () => {
    await ask("close > 1 and volum24h > 1");
    expect(await page.textContent(".condition-mistake[data-tried=true]")).toContain("Character 15: ");
    expect(await page.textContent(".condition-caret span")).toBe("close > 1 and ");
    expect(await page.getAttribute(".condition-input", "aria-invalid")).toBe("true");
    expect(await page.locator(".run-line").count()).toBe(0);
    expect(await faults(page)).toEqual([]);
  });

  test("evaluates a condition for the whole watchlist, says at which event time, and why something is not known", async () => {
    await ask("last > 1000 or sma(20,1h) < 0 or close(15s) > 1");
    await expect.poll(state).toBe("done");
    expect(await page.textContent(".run-line")).toMatch(/^\d+ of 12 match, \d+ unknown · evaluated at \d{4}-[-\d: .]+ UTC of event time$/);
    const rows = await results();
    expect(rows[0]).toMatchObject({ match: "match", why: expect.stringContaining("needs 1 closed candle, has 0; the exchange publishes no") });
    const unknown = rows.filter(({ match }) => match === "unknown");
    expect(unknown.length).toBeGreaterThan(0);
    // The hour's average comes from the exchange's own candles: nothing of it was recorded.
    for (const row of rows) expect(row["term-1"]).toMatch(/^[\d,.]+$/);
    expect(await faults(page)).toEqual([]);
  });

  test("sorts, and a row that is chosen is what the other panels show", async () => {
    await page.click(".screener .ag-header-cell[col-id='term-0']");
    await page.click(".screener .ag-header-cell[col-id='term-0']");
    const [first = {}, second = {}] = await results();
    expect(first["id"]).toBe("binance:BTCUSDT");
    await page.click(`.screener [row-id="${first["id"]}"] [col-id="symbol"]`);
    await page.keyboard.press("ArrowDown");
    await showsEverywhere(page, second["id"] ?? "");
  });

  test.skipIf(!existsSync("/proc/self/task"))("is taken back with Escape, also where its process hangs, and nothing of it is left", async () => {
    if (sitting.desk.headless === null) return;
    const [pid = 0] = screens();
    process.kill(pid, "SIGSTOP");
    await ask("last > 0");
    await expect.poll(state).toBe("running");
    expect(await page.getByRole("progressbar").count()).toBe(1);
    await page.keyboard.press("Escape");
    await expect.poll(state).toBe("cancelled");
    await expect.poll(screens).toEqual([]);
    await ask("last > 0");
    await expect.poll(state).toBe("done");
  });

  test("keeps the condition over a reload", async () => {
    await page.fill(".condition-input", "close > sma(5)");
    await page.reload();
    await page.waitForSelector(".condition-input");
    expect(await page.inputValue(".condition-input")).toBe("close > sma(5)");
  });

  test("in a replay looks no further than its clock", async () => {
    await page.click("text=Rewind 1 min");
    await shows(page, "replay");
    await page.waitForFunction(() => document.documentElement.dataset["replay"] === "playing");
    await page.locator(".condition-input").blur();
    await page.keyboard.press("Space");
    await page.waitForFunction(() => document.documentElement.dataset["replay"] === "paused");
    await ask("last > 0");
    await expect.poll(state).toBe("done");
    const [, at = ""] = /evaluated at (.+) UTC/.exec((await page.textContent(".run-line")) ?? "") ?? [];
    const clock = (await page.textContent(".clock")) ?? "";
    // By the exchange's clock, which is not the one that stamps frames; the live desk is many seconds ahead of both.
    expect(Date.parse(`${at}Z`)).toBeLessThanOrEqual(Date.parse(`${clock.replace(" UTC", "")}Z`) + 1_000);
    await page.click(".to-live");
    await shows(page, "live");
  });

  test("tests the condition on stored sessions", async () => {
    await page.click(".segments button >> nth=1");
    await page.waitForSelector(".session-choice");
    await ask("close > 0");
    await expect.poll(state).toBe("done");
    expect(await page.textContent(".run-line")).toMatch(/^[\d,]+ entr(y|ies) · /);
    await page.click(".session-choice");
    await page.click(".session-choices label");
    await expect.poll(() => page.textContent(".session-choice")).toBe("0 of 1 session");
    expect(await page.isDisabled(".screener-run")).toBe(true);
    await page.click(".session-choices label");
    await page.keyboard.press("Escape");
    expect(await faults(page)).toEqual([]);
    await ask("volume24h > 0");
    expect(await page.textContent(".condition-mistake")).toContain("belongs to the present");
  });
});
