import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron, chromium, type Page } from "playwright-core";
import { findElectron } from "../../scripts/electron-binary.mjs";
import { noWindow } from "../../scripts/electron-window.mjs";
import { findChromium } from "./chromium.ts";
import { startDesk } from "./headless-desk.ts";

const project = join(import.meta.dirname, "../..");

/** A desk that somebody looks at, whatever hosts it. */
export interface LaunchedDesk {
  readonly host: "electron" | "browser";
  readonly page: Page;
  /** Ends page and desk; resolves with the exit code. */
  readonly stop: () => Promise<number | null>;
}

/** Called before the page is loaded, or loaded anew, so that it sees all that the page does. */
export type Prepare = (page: Page) => Promise<void> | void;

/** Starts the desk on the product's host where that can be had, else on the headless one; undefined where there is no browser for it either. */
export async function deskLauncher(): Promise<((args: readonly string[], prepare?: Prepare) => Promise<LaunchedDesk>) | undefined> {
  // Playwright starts Electron without its sandbox: root can.
  const electron = noWindow({ platform: process.platform, env: process.env, uid: undefined }) === null ? findElectron() : null;
  if (electron !== null) return (args, prepare) => inElectron(electron, args, prepare);
  const browser = await findChromium();
  return browser === undefined ? undefined : (args, prepare) => inBrowser(browser, args, prepare);
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
  return { host: "electron", page, stop };
}

type LaunchOptions = NonNullable<Parameters<typeof chromium.launch>[0]>;

async function inBrowser(options: LaunchOptions, args: readonly string[], prepare: Prepare = () => {}): Promise<LaunchedDesk> {
  const desk = await startDesk(...args);
  const browser = await chromium.launch(options);
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await prepare(page);
  await page.goto(desk.address);
  const stop = async (): Promise<number | null> => {
    await browser.close();
    desk.signal("SIGTERM");
    return (await desk.ended).code;
  };
  return { host: "browser", page, stop };
}
