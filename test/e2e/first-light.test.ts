import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { formatDecimal, parseDecimal } from "../../src/core/base/decimal.ts";
import { openDesk, reached } from "./desk-page.ts";
import { captures, tapedeck, writeSmallSession } from "./headless-desk.ts";
import { deskLauncher } from "./launch-desk.ts";

const launcher = await deskLauncher();
const CAPTURED = [captures("binance-spot", "spot_btcusdt_20240808.gz"), captures("binance-spot", "spot_btcusdt_20240809.gz")];
const WITHOUT_SNAPSHOT = captures("binance-spot", "spot_btcusdt_20230405_nosnapshot.gz");
const captured = [...CAPTURED, WITHOUT_SNAPSHOT].every((path) => existsSync(path));
if (!captured)
  process.stderr.write("skipped: first light of real recordings, which are not on this machine (TAPEDECK_CAPTURES names their folder)\n");

const folder = mkdtempSync(join(tmpdir(), "tapedeck-first-light-"));
const small = join(folder, "small.tape");
const complaints: string[] = [];

beforeAll(() => {
  if (launcher === undefined) return;
  writeSmallSession(join(folder, "small.jsonl"));
  tapedeck("import", join(folder, "small.jsonl"), "--venue", "binance", "--format", "raw-jsonl", "--out", small);
});

afterAll(async () => {
  await launcher?.close();
  rmSync(folder, { recursive: true });
});

// Whatever a test looks at, the page must have nothing to complain about.
afterEach(() => {
  expect(complaints.splice(0)).toEqual([]);
});

const open = (...args: string[]) => openDesk(launcher, complaints, ...args);

interface ShownRow {
  readonly last: string;
  readonly bid: string;
  readonly ask: string;
  readonly spread: string;
  readonly volume: string;
  readonly quality: string;
  readonly age: string;
  readonly dimmed: boolean;
}

/** What the grid shows, by instrument. */
function shown(page: Page): Promise<Record<string, ShownRow>> {
  return page.evaluate(() => {
    const text = (row: Element, selector: string): string => row.querySelector(selector)?.textContent ?? "";
    const rows = [...document.querySelectorAll(".ag-row[row-id]")].map((row) => {
      const cell = (id: string): string => text(row, `[col-id="${id}"]`);
      const figures = { last: cell("last"), bid: cell("bid"), ask: cell("ask"), spread: cell("spread"), volume: cell("volume") };
      return [
        row.getAttribute("row-id"),
        { ...figures, quality: text(row, ".quality-word"), age: text(row, ".quality-age"), dimmed: row.classList.contains("unreadable") },
      ];
    });
    return Object.fromEntries(rows) as Record<string, ShownRow>;
  });
}

/** Exact value of a shown price, in shortest form; the dash stands for itself. */
function exact(text: string): string {
  const value = parseDecimal(text.replaceAll(",", ""));
  return value === undefined ? text : formatDecimal(value.mantissa, value.scale);
}

interface ReplayedInstrument {
  readonly quality: string;
  readonly bids: readonly (readonly [string, string])[];
  readonly asks: readonly (readonly [string, string])[];
  readonly lastTrade: { readonly price: string } | null;
}

/** What the watchlist must show at the end, by the command line's own replay. */
function expected(tape: string): Record<string, Omit<ShownRow, "volume" | "age">> {
  const { instruments } = tapedeck("replay", tape) as { instruments: Record<string, ReplayedInstrument> };
  return Object.fromEntries(
    Object.entries(instruments).map(([id, { quality, bids, asks, lastTrade }]) => {
      const bid = bids[0]?.[0] ?? "—";
      const ask = asks[0]?.[0] ?? "—";
      return [id, { last: lastTrade?.price ?? "—", bid, ask, spread: spreadBps(ask, bid), quality, dimmed: quality !== "live" }];
    }),
  );
}

/** In basis points of the middle price, in three digits. */
function spreadBps(ask: string, bid: string): string {
  const bps = ((Number(ask) - Number(bid)) / ((Number(ask) + Number(bid)) / 2)) * 10_000;
  return Number.isNaN(bps) ? "—" : bps.toFixed(bps < 1 ? 3 : bps < 10 ? 2 : bps < 100 ? 1 : 0);
}

async function showsAsReplayed(page: Page, tape: string): Promise<void> {
  const wanted = expected(tape);
  await expect
    .poll(async () => {
      const rows = Object.entries(await shown(page));
      return Object.fromEntries(
        rows.map(([id, { last, bid, ask, spread, quality, dimmed }]) => [
          id,
          { last: exact(last), bid: exact(bid), ask: exact(ask), spread, quality, dimmed },
        ]),
      );
    })
    .toEqual(wanted);
}

describe.skipIf(launcher === undefined)("first light", () => {
  test.skipIf(!captured)("shows at the end of a real recording what the command line's replay says", async () => {
    const tape = join(folder, "captured.tape");
    tapedeck("import", ...CAPTURED, "--venue", "binance", "--format", "hftbacktest", "--symbol", "BTCUSDT", "--out", tape);
    const { page } = await open(tape, "--speed", "max");
    await reached(page, "ended");
    await showsAsReplayed(page, tape);
    expect((await shown(page))["binance:BTCUSDT"]).toMatchObject({ quality: "live", last: expect.stringMatching(/^\d{2},\d{3}\.\d{2}$/) });
  });

  test.skipIf(!captured)("shows no book of a recording without a snapshot, and says why", async () => {
    const tape = join(folder, "nosnapshot.tape");
    tapedeck("import", WITHOUT_SNAPSHOT, "--venue", "binance", "--format", "hftbacktest", "--symbol", "BTCUSDT", "--out", tape);
    const { page } = await open(tape, "--speed", "max");
    await reached(page, "ended");
    await showsAsReplayed(page, tape);
    await page.hover('[row-id="binance:BTCUSDT"] [col-id="quality"]');
    expect(await page.locator(".ag-tooltip").textContent()).toMatch(/^syncing since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC: .+/);
  });

  test("shows live, broken and endless numbers as the command line's replay says", async () => {
    const { page } = await open(small, "--speed", "max");
    await reached(page, "ended");
    await showsAsReplayed(page, small);
    const rows = await shown(page);
    expect(rows["binance:ALPHA"]).toMatchObject({ quality: "live", dimmed: false });
    expect(rows["binance:BETA"]).toMatchObject({ quality: "gap", bid: "—", ask: "—", spread: "—", dimmed: true });
    expect(rows["binance:GAMMA"]).toMatchObject({ quality: "syncing", last: "12,345,678,901,234,567,890.2001" });
    // BETA broke 5.1 s into a session of 20 s.
    expect(rows["binance:BETA"]?.age).toBe("14s");
    // Prices that no chart counts in its steps are drawn all the same, and the page goes on.
    await page.click('[row-id="binance:GAMMA"] [col-id="symbol"]');
    await expect.poll(() => page.textContent(".chart-legend")).toContain("12,345,678,901,234,567");
    await page.click('[row-id="binance:ALPHA"] [col-id="symbol"]');
    await expect.poll(() => page.textContent(".chart-legend")).not.toContain("12,345,678,901,234,567");
  });

  test("plays, pauses and changes speed by keys and buttons, and plays again from the beginning", async () => {
    const { page } = await open(small);
    await reached(page, "playing");
    await page.keyboard.press("Space");
    await reached(page, "paused");
    const frames = await page.textContent(".frames");
    await page.keyboard.press("+");
    await page.waitForSelector('[data-speed="2"][aria-pressed="true"]');
    await page.keyboard.press("-");
    await page.waitForSelector('[data-speed="1"][aria-pressed="true"]');
    await page.click('[data-speed="100"]');
    await page.waitForSelector('[data-speed="100"][aria-pressed="true"]');
    // Three round trips to the desk later it still stands where it stood.
    expect(await page.textContent(".frames")).toBe(frames);
    expect(await page.evaluate(() => document.documentElement.dataset["replay"])).toBe("paused");
    // A selected cell of the grid does not swallow the key.
    await page.click('[row-id="binance:ALPHA"] [col-id="last"]');
    await page.keyboard.press("Space");
    await reached(page, "ended");
    await showsAsReplayed(page, small);
    expect(await page.textContent(".play")).toBe("Play again");
    expect(await page.textContent(".replay-badge")).toMatch(/^REPLAY2024-08-09 00:00:20\.000 UTCended$/);
    await page.click('[data-speed="1"]');
    await page.waitForSelector('[data-speed="1"][aria-pressed="true"]');
    await page.click(".play");
    await reached(page, "playing");
    await page.waitForFunction(() => document.querySelector(".clock")?.textContent?.startsWith("2024-08-09 00:00:0"));
    await expect.poll(async () => (await shown(page))["binance:BETA"]?.quality).toBe("live");
  });

  test("shows the same state when the page is loaded again", async () => {
    const { page } = await open(small, "--speed", "max");
    await reached(page, "ended");
    await showsAsReplayed(page, small);
    const before = await shown(page);
    await page.reload();
    await expect.poll(() => shown(page)).toEqual(before);
  });

  test("keeps the token out of the address bar, and lets no string become markup or code", async () => {
    const { page, headless } = await open(small);
    await reached(page, "playing");
    if (headless !== null) expect(page.url()).toBe(`${new URL(headless.address).origin}/`);
    const outcome = await page.evaluate(() => {
      try {
        document.createElement("p").innerHTML = "<b>bold</b>";
        return "allowed";
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect(outcome).toBe("TypeError");
    // That the policy was violated is heard by the same ears that hear nothing in the other tests.
    await expect.poll(() => complaints.map((text) => text.slice(0, 22)).toSorted()).toEqual(["error: This document r", "error: policy: require"]);
    complaints.length = 0;
  });

  test("says so when the desk is gone, and no longer takes commands", async (context) => {
    const { page, headless } = await open(small);
    await reached(page, "playing");
    if (headless === null) return context.skip("a window goes with its desk");
    headless.signal("SIGTERM");
    await page.waitForSelector(".notice.lost");
    expect(await page.textContent("[role=alert]")).toContain("Connection to the desk lost");
    expect(await page.isDisabled(".play")).toBe(true);
    await page.close();
    expect(complaints.splice(0).filter((text) => !text.includes("ERR_CONNECTION_REFUSED"))).toEqual([]); // its own attempts to connect
  });

  test.skipIf(!existsSync("/proc/self/task"))("says why when the replay died", async (context) => {
    const { page, headless } = await open(small);
    await reached(page, "playing");
    if (headless === null) return context.skip("its processes are found on the headless host");
    for (const child of headless.children()) process.kill(child, "SIGKILL");
    await page.waitForSelector(".notice.failed");
    expect(await page.textContent("[role=alert]")).toContain("The replay stopped: replay-worker ended with SIGKILL");
    expect(await headless.ended).toMatchObject({ code: 1, stderr: "tapedeck: replay-worker ended with SIGKILL\n" });
  });
});
