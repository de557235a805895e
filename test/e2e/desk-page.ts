import { type Browser, type Page } from "playwright-core";
import { onTestFinished } from "vitest";
import { type HeadlessDesk, startDesk } from "./headless-desk.ts";

/** Starts a desk, opens its page, and tells `complaints` of every error, warning and violation of the page policy. Both end with the test. */
export async function openDesk(browser: Browser, complaints: string[], ...args: string[]): Promise<{ desk: HeadlessDesk; page: Page }> {
  const desk = await startDesk(...args);
  onTestFinished(async () => {
    desk.signal("SIGTERM");
    await desk.ended;
  });
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  onTestFinished(() => page.close());
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(`${message.type()}: ${message.text()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile} ${event.sample}`);
    });
  });
  await page.goto(desk.address);
  return { desk, page };
}

export async function reached(page: Page, state: "playing" | "paused" | "ended"): Promise<void> {
  await page.waitForFunction((wanted) => document.documentElement.dataset["replay"] === wanted, state);
}
