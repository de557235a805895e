import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { formatDecimal, parseDecimal } from "../../src/core/base/decimal.ts";
import type { DeskLauncher, LaunchedDesk } from "./launch-desk.ts";

/** Starts a desk and opens its page, see {@link complainTo}. The test's end stops it. */
export async function openDesk(launcher: DeskLauncher | undefined, complaints: string[], ...args: string[]): Promise<LaunchedDesk> {
  if (launcher === undefined) throw new Error("this test is to be skipped: there is no browser");
  const desk = await launcher.launch(args, (page) => complainTo(complaints, page));
  onTestFinished(async () => {
    await desk.stop();
  });
  return desk;
}

/** Tells `complaints` of every error, warning and violation of the page policy of a page that is loaded after this. */
export async function complainTo(complaints: string[], page: Page): Promise<void> {
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(`${message.type()}: ${message.text()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile} ${event.sample}`);
    });
  });
}

export async function reached(page: Page, state: "playing" | "paused" | "ended"): Promise<void> {
  await page.waitForFunction((wanted) => document.documentElement.dataset["replay"] === wanted, state);
}

/** Waits until the page shows the live desk, or a replay. */
export async function shows(page: Page, mode: "live" | "replay"): Promise<void> {
  await page.waitForFunction((wanted) => document.documentElement.dataset["desk"] === wanted, mode);
}

/** Waits until every panel shows this instrument. */
export async function showsEverywhere(page: Page, instrument: string): Promise<void> {
  await page.waitForFunction((wanted) => {
    const shown = (selector: string, name: string): string | undefined => document.querySelector<HTMLElement>(selector)?.dataset[name];
    return (
      shown(".chart-canvas", "bars") === wanted && shown(".ladder-body", "instrument") === wanted && shown(".tape-body", "instrument") === wanted
    );
  }, instrument);
}

/** The instruments of the watchlist in sight, as they stand. */
export function listed(page: Page): Promise<string[]> {
  return page.$$eval(".ag-row[row-id]", (rows) => {
    const at = (row: Element): number => Number(row.getAttribute("row-index"));
    // A pinned column has a part of each row to itself.
    return [...new Map(rows.toSorted((a, b) => at(a) - at(b)).map((row) => [row.getAttribute("row-id") ?? "", true])).keys()];
  });
}

/** What a column of the watchlist shows, by instrument. */
export async function column(page: Page, id: string): Promise<Record<string, string>> {
  const cells = await page.$$eval(`.ag-row[row-id] [col-id="${id}"]`, (found) =>
    found.map((cell) => [cell.closest("[row-id]")?.getAttribute("row-id") ?? "", cell.textContent]),
  );
  return Object.fromEntries(cells) as Record<string, string>;
}

export async function seekTo(page: Page, share: number): Promise<void> {
  const box = await page.locator(".seek-slider").boundingBox();
  if (box === null) throw new Error("the seek bar is not in sight");
  await page.mouse.click(box.x + 6 + (box.width - 12) * share, box.y + box.height / 2);
}

/** The chosen instrument's levels in sight, best first, in shortest form. */
export async function ladder(page: Page): Promise<{ bids: string[][]; asks: string[][] }> {
  const read = (side: string): Promise<string[][]> =>
    page.$$eval(`.${side} .ladder-row`, (rows) =>
      rows.map((row) => [".ladder-price", ".ladder-qty"].map((cell) => row.querySelector(cell)?.textContent ?? "")).filter(([price]) => price !== ""),
    );
  const exact = (levels: string[][]): string[][] => levels.map((level) => level.map(shortest));
  return { bids: exact(await read("bids")), asks: exact((await read("asks")).toReversed()) };
}

function shortest(text: string): string {
  const value = parseDecimal(text.replaceAll(",", ""));
  return value === undefined ? text : formatDecimal(value.mantissa, value.scale);
}

/** Everything that stands on the page and does not tick. */
export async function standing(page: Page): Promise<unknown> {
  return {
    ladder: await ladder(page),
    tape: await page.$$eval(".tape-row", (rows) => rows.map((row) => row.textContent)),
    legend: await page.textContent(".chart-figures"),
    rows: await page.$$eval(".ag-row[row-id]", (rows) =>
      Object.fromEntries(rows.map((row) => [row.getAttribute("row-id"), row.querySelector('[col-id="last"]')?.textContent])),
    ),
    clock: await page.textContent(".clock"),
  };
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeResults {
  readonly passes: readonly unknown[];
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}

/** The serious faults that a checker of accessibility finds in the page as it is. */
export async function faults(page: Page): Promise<string[]> {
  const client = await page.context().newCDPSession(page);
  // Through the debugger: the page policy rightly lets no script of ours in.
  await client.send("Runtime.evaluate", { expression: axe });
  const { result } = await client.send("Runtime.evaluate", {
    expression: "axe.run(document).then((results) => JSON.stringify(results))",
    awaitPromise: true,
  });
  const { violations, passes } = JSON.parse(String(result.value)) as AxeResults;
  expect(passes.length).toBeGreaterThan(10);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`));
}
