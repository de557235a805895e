import { fetchElectron, findElectron } from "./electron-binary.mjs";
import { noWindow, openWindow } from "./electron-window.mjs";
import { inProject } from "./project.mjs";
import { exitWith, say } from "./say.mjs";
import { setUp } from "./set-up.mjs";
import { buildWhatIsStale } from "./stale-build.mjs";

/** Options that only the desk in the browser has: who gives one wants that desk. */
const BROWSER_OPTIONS = ["--help", "-h", "--no-open", "--port"];

await exitWith(async () => {
  const args = process.argv.slice(2);
  const node = await setUp();
  const built = await buildWhatIsStale(node);
  if (built !== 0) return built;
  if (!args.some((arg) => BROWSER_OPTIONS.includes(arg.split("=")[0] ?? ""))) {
    const opened = await openInElectron(node, args);
    if ("code" in opened) return opened.code;
    say(`opening the desk in the browser, as Electron has no window here: ${opened.reason}`);
  }
  return (await node([inProject("out", "main", "headless.js"), ...args])).code;
});

/**
 * @param {import("./set-up.mjs").RunNode} node
 * @param {readonly string[]} args
 */
async function openInElectron(node, args) {
  const reason = noWindow({ platform: process.platform, env: process.env, uid: process.getuid?.() });
  if (reason !== null) return { reason };
  const binary = findElectron();
  const found = binary === null ? await fetchElectron(node) : { binary };
  return "binary" in found ? openWindow(found.binary, args) : found;
}
