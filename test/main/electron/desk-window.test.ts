import { beforeEach, describe, expect, test, vi } from "vitest";
import { PORT_REQUEST } from "../../../src/core/contract/page-port.ts";
import type { Port, PortMessage } from "../../../src/core/contract/port.ts";
import type { Host } from "../../../src/main/compose.ts";
import type { DeskWindow } from "../../../src/main/windows/desk-window.ts";
import { electron, FakeFrame } from "./fake-electron.ts";
import { openPage } from "./open-page.ts";

vi.mock("electron", async () => (await import("./fake-electron.ts")).electronModule);

const PAGE = "app://desk/";
const time = { nowMs: 0 };
let window: DeskWindow;
let host: Host;
let said: string;

beforeEach(async () => {
  electron.reset();
  time.nowMs = 0;
  said = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((said += String(text)), true));
  const { ElectronHost } = await import("../../../src/main/host/electron.ts");
  const { DeskWindow: Window } = await import("../../../src/main/windows/desk-window.ts");
  window = new Window({ preload: "/preload.cjs", devTools: false, clock: () => time.nowMs });
  host = new ElectronHost("/programs", window);
});

function opened() {
  const [only, ...others] = electron.windows;
  if (only === undefined || others.length > 0) throw new Error(`${electron.windows.length} windows are open`);
  return only;
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

describe("the desk's window", () => {
  test("opens when there are pages to serve: sandboxed, isolated, without Node, and where it was the last time", async () => {
    expect(electron.windows).toHaveLength(0);
    expect(await host.servePages(() => {})).toBe(PAGE);
    const { options, loaded } = opened();
    expect(loaded).toEqual([PAGE]);
    expect(options).toMatchObject({ name: "desk", windowStatePersistence: true, show: false });
    expect(options.webPreferences).toEqual({
      preload: "/preload.cjs",
      devTools: false,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    });
    expect(Object.isFrozen(options.webPreferences)).toBe(true);
  });

  test("is shown when there is something to see", async () => {
    await host.servePages(() => {});
    expect(opened().calls).toEqual([]);
    opened().emit("ready-to-show");
    expect(opened().calls).toEqual(["show"]);
  });

  test("comes to the front, and opens again where it was closed", async () => {
    await host.servePages(() => {});
    opened().minimized = true;
    window.focus();
    expect(opened().calls).toEqual(["restore", "focus"]);
    opened().close();
    window.focus();
    expect(opened().loaded).toEqual([PAGE]);
  });

  test("gives its page nothing but a way to ask for a port", async () => {
    await host.servePages(() => {});
    const { exposed } = await openPage(opened().webContents);
    expect(Object.keys(exposed)).toEqual(["tapedeck"]);
    expect(Object.keys(exposed["tapedeck"] as object)).toEqual(["requestPort"]);
    // A promise that crosses the bridge can be hijacked (CVE-2026-70601).
    expect((exposed["tapedeck"] as { requestPort: () => unknown }).requestPort()).toBeUndefined();
  });

  test("connects a page with whoever serves, and the page again after it was loaded anew", async () => {
    const closed: string[] = [];
    const serve = (port: Port): void => {
      port.onMessage((message) => port.post(typeof message === "string" ? `you said ${message}` : message));
      port.onClose((reason) => closed.push(reason));
    };
    await host.servePages(serve);
    for (const name of ["first", "second"]) {
      const port = await (await openPage(opened().webContents)).connect();
      const heard: PortMessage[] = [];
      port.onMessage((message) => heard.push(message));
      port.post(name);
      await expect.poll(() => heard).toEqual([`you said ${name}`]);
      port.close("loaded anew");
      await opened().loadURL(PAGE);
    }
    await expect.poll(() => closed).toEqual(["loaded anew", "loaded anew"]);
  });

  test("gives ports to its page alone: to no frame in it, no other page, none that is gone", async () => {
    const ports: Port[] = [];
    await host.servePages((port) => ports.push(port));
    const { webContents } = opened();
    const ask = (senderFrame: FakeFrame | null): void => void electron.ipcMain.emit(PORT_REQUEST, { senderFrame, sender: webContents }, "ignored");
    const inner = new FakeFrame();
    inner.url = `${PAGE}index.html`;
    const former = webContents.mainFrame;
    await opened().loadURL("https://evil.example/");
    for (const frame of [inner, former, webContents.mainFrame, null]) ask(frame);
    for (const url of ["app://desk.evil.example/", "app://deskx/", "about:blank", "", "file:///app://desk/"]) {
      await opened().loadURL(url);
      ask(webContents.mainFrame);
    }
    await settle();
    expect(ports).toHaveLength(0);
    await opened().loadURL(`${PAGE}?x`);
    ask(webContents.mainFrame);
    expect(ports).toHaveLength(1);
  });

  test("tells its page which port was lost, and no page that is gone", async () => {
    const losses: ((reason: string) => void)[] = [];
    window.serve((_channel, lose) => losses.push(lose));
    const page = await openPage(opened().webContents);
    const closed = await Promise.all(
      [1, 2].map(async () => {
        const reasons: string[] = [];
        (await page.connect()).onClose((reason) => reasons.push(reason));
        return reasons;
      }),
    );
    losses[0]?.("the first worker died");
    await expect.poll(() => closed).toEqual([["the first worker died"], []]);
    await opened().loadURL(PAGE);
    losses[1]?.("nobody is left to hear this");
    await settle();
    expect(closed[1]).toEqual([]);
  });

  test("is not believed where the news of a port come from anybody but the page's own window", async () => {
    window.serve(() => {});
    const page = await openPage(opened().webContents);
    const { port2 } = new MessageChannel();
    let connected = false;
    void page.connect().then(() => (connected = true));
    const forged = Object.assign(new Event("message"), { source: {}, data: { type: "port.offer", port: 1 }, ports: [port2] });
    (globalThis as unknown as { window: EventTarget }).window.dispatchEvent(forged);
    await Promise.resolve();
    expect(connected).toBe(false);
    port2.close();
    await expect.poll(() => connected).toBe(true);
  });

  test("serves the desk that came last, which loads the page anew; a desk that is closed serves no more", async () => {
    const { ElectronHost } = await import("../../../src/main/host/electron.ts");
    const next = new ElectronHost("/programs", window);
    const taken: string[] = [];
    await host.servePages(() => taken.push("first"));
    await next.servePages(() => taken.push("second"));
    await host.close();
    expect(opened().loaded).toEqual([PAGE, PAGE]);
    const { bridge } = await openPage(opened().webContents);
    bridge.requestPort();
    await settle();
    await next.close();
    bridge.requestPort();
    await settle();
    expect(taken).toEqual(["second"]);
  });

  test("loads a page that died again, three times a minute at most, and then says what is wrong", async () => {
    await host.servePages(() => {});
    const die = async (ms: number, reason = "crashed"): Promise<void> => {
      time.nowMs = ms;
      const before = opened().loaded.length;
      opened().webContents.emit("render-process-gone", {}, { reason, exitCode: 1 });
      // A page that is loaded within the event can take the shell with it (fixed in electron#51900).
      expect(opened().loaded).toHaveLength(before);
      await settle();
    };
    for (const ms of [0, 10_000, 20_000]) await die(ms);
    expect(opened().loaded).toEqual([PAGE, PAGE, PAGE, PAGE]);
    await die(59_999);
    expect(opened().loaded.at(-1)).toBe(`${PAGE}broken`);
    await die(70_001);
    expect(opened().loaded.at(-1)).toBe(PAGE);
    expect(said.match(/the page's process is gone \(crashed\)/g)).toHaveLength(5);
    await die(70_002, "clean-exit");
    expect(opened().loaded).toHaveLength(6);
  });

  test("says in one line why a page was not loaded, and goes on", async () => {
    await host.servePages(() => {});
    vi.spyOn(opened(), "loadURL").mockRejectedValueOnce(new Error("ERR_FAILED"));
    opened().webContents.emit("render-process-gone", {}, { reason: "oom", exitCode: 1 });
    await settle();
    expect(said).toContain("tapedeck: the page was not loaded: Error: ERR_FAILED\n");
  });
});
