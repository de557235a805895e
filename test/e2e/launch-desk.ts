import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron, type Browser, chromium, type Page } from "playwright-core";
import { findElectron } from "../../scripts/electron-binary.mjs";
import { noWindow } from "../../scripts/electron-window.mjs";
import { findChromium } from "./chromium.ts";
import { type HeadlessDesk, startDesk } from "./headless-desk.ts";

const project = join(import.meta.dirname, "../..");

/** A desk that somebody looks at, whatever hosts it. */
export interface LaunchedDesk {
  readonly host: "electron" | "browser";
  readonly page: Page;
  /** The desk's own process where no window hosts it: what concerns its address, its signals and its children can be tried there alone. */
  readonly headless: HeadlessDesk | null;
  /** Ends page and desk; resolves with the exit code. */
  readonly stop: () => Promise<number | null>;
}

/** Called before the page is loaded, or loaded anew, so that it sees all that the page does. */
export type Prepare = (page: Page) => Promise<void> | void;

export interface DeskLauncher {
  launch(args: readonly string[], prepare?: Prepare): Promise<LaunchedDesk>;
  /** Ends what the desks share. */
  close(): Promise<void>;
}

/** Starts desks on the product's host where that can be had, else on the headless one; undefined where there is no browser for it either. */
export async function deskLauncher(): Promise<DeskLauncher | undefined> {
  // Playwright starts Electron without its sandbox: root can.
  const electron = noWindow({ platform: process.platform, env: process.env, uid: undefined }) === null ? findElectron() : null;
  if (electron !== null) return { launch: (args, prepare) => inElectron(electron, args, prepare), close: async () => {} };
  const found = await findChromium();
  if (found === undefined) return undefined;
  // One for all: each desk is looked at in a profile of its own.
  let browser: Promise<Browser> | null = null;
  return {
    launch: async (args, prepare) => inBrowser(await (browser ??= chromium.launch(found)), args, prepare),
    close: async () => (await browser)?.close(),
  };
}

async function inElectron(executablePath: string, args: readonly string[], prepare: Prepare = () => {}): Promise<LaunchedDesk> {
  // Its own profile: a desk that runs on this machine already would otherwise be told of the file instead.
  const profile = mkdtempSync(join(tmpdir(), "tapedeck-profile-"));
  const app = await _electron.launch({ executablePath, args: [project, ...args, `--user-data-dir=${profile}`] });
  const ended = new Promise<number | null>((resolve) => app.process().once("close", resolve));
  const page = await app.firstWindow();
  await prepare(page);
  await page.reload();
  const stop = async (): Promise<number | null> => {
    await app.close();
    const code = await ended;
    rmSync(profile, { recursive: true, force: true });
    return code;
  };
  return { host: "electron", page, headless: null, stop };
}

async function inBrowser(browser: Browser, args: readonly string[], prepare: Prepare = () => {}): Promise<LaunchedDesk> {
  const headless = await startDesk(...args);
  const profile = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await profile.newPage();
  await prepare(page);
  await page.goto(headless.address);
  const stop = async (): Promise<number | null> => {
    await profile.close();
    headless.signal("SIGTERM");
    return (await headless.ended).code;
  };
  return { host: "browser", page, headless, stop };
}
