import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { tapedeck, writeSmallSession } from "./headless-desk.ts";
import { deskLauncher } from "./launch-desk.ts";

const launcher = await deskLauncher();
/** Of ALPHA at the end of the small session. The page may paint it a little after it says that the replay ended. */
const LAST_PRICE = "100.01";
const folder = mkdtempSync(join(tmpdir(), "tapedeck-port-"));

afterAll(async () => {
  await launcher?.close();
  rmSync(folder, { recursive: true });
});

/** In the page, before its own scripts: a bridge as the preload exposes it, whose ports lead to the desk over the WebSocket. */
function standInForPreload(): void {
  const vanish: (() => void)[] = [];
  let asked = 0;
  const requestPort = (): void => {
    const port = ++asked;
    const { port1, port2 } = new MessageChannel();
    const socket = new WebSocket(new URL("/port", location.href.replace(/^http/, "ws")));
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => port1.postMessage(data));
    socket.addEventListener("open", () => {
      port1.addEventListener("message", ({ data }: MessageEvent<string>) => socket.send(data));
      port1.start();
      window.postMessage({ type: "port.offer", port }, "*", [port2]);
    });
    // As when the other process is gone: the port closes without a word, and the shell has one.
    vanish.push(() => {
      socket.close();
      port1.close();
      window.postMessage({ type: "port.lost", port, reason: "replay-worker ended with code 9" }, "*");
    });
  };
  Object.assign(window, { tapedeck: { requestPort }, vanish: () => vanish.splice(0).forEach((end) => end()), asked: () => asked });
}

describe.skipIf(launcher === undefined)("a page that finds a preload", () => {
  test("talks to the desk over the browser's own message ports, and asks for others when they close", async (context) => {
    if (launcher === undefined) return;
    const tape = join(folder, "small.tape");
    writeSmallSession(join(folder, "small.jsonl"));
    tapedeck("import", join(folder, "small.jsonl"), "--venue", "binance", "--format", "raw-jsonl", "--out", tape);
    const { page, host, stop } = await launcher.launch([tape, "--speed", "max"], async (prepared) => {
      await prepared.addInitScript(standInForPreload);
    });
    try {
      context.skip(host === "electron", "a real preload is in the page");
      const evaluate = (name: "asked" | "vanish"): Promise<unknown> =>
        page.evaluate((called) => (window as unknown as Record<string, () => unknown>)[called]?.(), name);
      const last = (): Promise<string | null> => page.textContent('[row-id="binance:ALPHA"] [col-id="last"]');
      const ended = (): Promise<unknown> => page.waitForFunction(() => document.documentElement.dataset["replay"] === "ended");
      await ended();
      await expect.poll(last).toBe(LAST_PRICE);
      // One to the shell, one to the replay; and one of each again.
      expect(await evaluate("asked")).toBe(2);
      await evaluate("vanish");
      await expect.poll(() => evaluate("asked")).toBe(4);
      await ended();
      await expect.poll(last).toBe(LAST_PRICE);
    } finally {
      await stop();
    }
  });
});
