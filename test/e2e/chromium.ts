import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { bundledChromium } from "./bundled-chromium.ts";

/** What playwright-core's `chromium.launch` needs to know of a browser. */
export interface Chromium {
  readonly executablePath: string;
  readonly args: string[];
}

/** The tests open their own pages on loopback only; a container, and root, often has neither a sandbox nor a large /dev/shm nor a GPU. */
const ARGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"];

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"];

/** Where browsers lie that are not in PATH. */
const PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"],
  win32: [process.env["ProgramFiles"], process.env["ProgramFiles(x86)"], process.env["LOCALAPPDATA"]]
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, "Google\\Chrome\\Application\\chrome.exe")),
};

/**
 * A Chromium for browser tests: `CHROME_PATH`, else one on the machine, else the one from npm (Linux x64), unpacked on first use. Undefined, with the
 * reason on stderr, where there is none: the tests are then to be skipped.
 * @throws Error where `CHROME_PATH` names no file.
 */
export async function findChromium(): Promise<Chromium | undefined> {
  const executablePath = named() ?? onTheMachine() ?? (await bundledChromium());
  if (executablePath !== undefined) return { executablePath, args: [...ARGS] };
  process.stderr.write("browser tests are skipped: no Chromium on this machine, and npm has none for it; CHROME_PATH may name one\n");
  return undefined;
}

function named(): string | undefined {
  const path = process.env["CHROME_PATH"];
  if (path === undefined || path === "") return undefined;
  if (!existsSync(path)) throw new Error(`CHROME_PATH names no file: ${path}`);
  return path;
}

function onTheMachine(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const inPath = process.platform === "win32" ? [] : NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...inPath, ...(PLACES[process.platform] ?? [])].find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // absent, or not for us: the next place may have one
  }
}
