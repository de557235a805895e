import { root } from "./project.mjs";
import { run } from "./run.mjs";

/** Exit codes of an Electron that cannot run here: not executable, a library is missing, no usable sandbox (SIGTRAP, SIGABRT). */
const NOT_STARTED = 126;
const CANNOT_RUN = [NOT_STARTED, 127, 133, 134];
/** Whatever it ends of after this long, it did run. */
const STARTING_MS = 5_000;

/**
 * Why no window of Electron can be opened, whatever is installed; null where one can.
 * @param {{ platform: NodeJS.Platform, env: NodeJS.ProcessEnv, uid: number | undefined }} machine
 */
export function noWindow({ platform, env: { DISPLAY, WAYLAND_DISPLAY }, uid }) {
  if (platform !== "linux") return null;
  if (!DISPLAY && !WAYLAND_DISPLAY) return "there is no display";
  // Its sandbox does not run as root, and without a sandbox we do not run it.
  return uid === 0 ? "it does not run as root" : null;
}

/**
 * Opens the desk in a window of Electron.
 * @param {string} binary
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number } | { reason: string }>} how it ended, or why it did not run
 */
export async function openWindow(binary, args) {
  const startMs = performance.now();
  const code = await run(binary, [root, ...args]).then(
    (finished) => finished.code,
    () => NOT_STARTED,
  );
  return CANNOT_RUN.includes(code) && performance.now() - startMs < STARTING_MS ? { reason: `it ended with code ${code}` } : { code };
}
