import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { decodeEvent, encodeControl } from "../../../src/core/contract/desk.ts";
import type { PortMessage } from "../../../src/core/contract/port.ts";
import { encodeShell } from "../../../src/core/contract/shell.ts";
import { DEMO } from "../../../src/main/desk/live-launch.ts";
import { ParentPortLine } from "../../../src/workers/parent-port-line.ts";
import { evaluate } from "./evaluate.ts";
import { electron } from "./fake-electron.ts";
import { openPage } from "./open-page.ts";

vi.mock("electron", async () => (await import("./fake-electron.ts")).electronModule);

const argv = process.argv;
let said: string;

beforeEach(() => {
  electron.reset();
  said = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((said += String(text)), true));
  vi.stubEnv("INIT_CWD", "/home/me");
  electron.utilityProcess.programs.set("replay-worker", (child) => {
    const line = new ParentPortLine(child.parentPort, (code) => child.die(code));
    const [tape = ""] = child.args;
    if (tape.includes("corrupt")) return line.fail(`${tape}: no session file`);
    line.listen((port) => port.post(encodeControl({ type: "session.failed", message: `this is ${tape}` })));
    line.tell({ kind: "ready" });
  });
});

afterEach(() => {
  process.argv = argv;
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Starts the shell as Electron does, and waits until what it does at the start is done. */
async function start(...args: string[]): Promise<void> {
  process.argv = ["electron", ".", ...args];
  await evaluate("main/index.ts");
  await settle();
}

/** The last word of a worker takes its time. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150));

const opened = (): string[][] => electron.utilityProcess.started.map(({ args }) => [...args]);

describe("the shell", () => {
  test("confines everything before Electron is ready, and opens the file it was started with", async () => {
    await start("monday.tape", "--speed", "10");
    expect(electron.app.calls).toEqual(["enableSandbox"]);
    expect(electron.crashReporter).toEqual({ uploadToServer: false });
    expect(electron.schemes).toHaveLength(1);
    expect(Object.keys(electron.session.handlers).toSorted()).toEqual(["app", "device", "display", "permission", "permissionCheck", "request"]);
    expect(opened()).toEqual([["/home/me/monday.tape", "10"]]);
    expect(electron.windows).toHaveLength(1);
    expect(electron.windows[0]?.webContents.openHandler?.({ url: "https://example.com" })).toEqual({ action: "deny" });
  });

  test("joins its page to the worker, and tells it when the worker died", async () => {
    await start("monday.tape");
    const [window] = electron.windows;
    if (window === undefined) throw new Error("no window");
    const page = await openPage(window.webContents);
    const listen = async (): Promise<{ messages: PortMessage[]; closed: string[] }> => {
      const heard = { messages: [] as PortMessage[], closed: [] as string[] };
      const port = await page.connect();
      port.post(encodeShell({ type: "port.open", to: "replay" }));
      port.onMessage((message) => heard.messages.push(message));
      port.onClose((reason) => heard.closed.push(reason));
      return heard;
    };
    const before = await listen();
    await expect.poll(() => before.messages.length).toBe(1);
    expect(decodeEvent(before.messages[0] as string)).toMatchObject({ message: "this is /home/me/monday.tape" });
    electron.utilityProcess.started[0]?.die(9);
    await expect.poll(() => before.closed).toEqual(["replay-worker ended with code 9"]);
    // The page asks again by itself.
    const after = await listen();
    await expect.poll(() => after.messages.length).toBe(1);
    expect(decodeEvent(after.messages[0] as string)).toEqual({ type: "session.failed", message: "replay-worker ended with code 9" });
    expect(said).toContain("tapedeck: replay-worker ended with code 9\n");
    expect(electron.utilityProcess.started[0]?.fatalPosts).toBe(0);
  });

  test("opens the file of a later start in place of the open one, and comes to the front where that names none", async () => {
    await start("monday.tape");
    electron.app.emit("second-instance", {}, ["electron", "ignored.tape"], "/", { tape: "/home/me/tuesday.tape", speed: "max", live: DEMO });
    await settle();
    expect(opened()).toEqual([
      ["/home/me/monday.tape", "1"],
      ["/home/me/tuesday.tape", "max"],
    ]);
    electron.app.emit("second-instance", {}, ["electron", "--", "$(reboot).tape"], "/", { tape: ["$(reboot)"] });
    await settle();
    expect(opened()).toHaveLength(2);
    expect(electron.windows[0]?.calls).toEqual(["focus"]);
  });

  test("opens a file that the desktop opens, also one from before it was ready", async () => {
    process.argv = ["electron", "."];
    await evaluate("main/index.ts");
    let prevented = 0;
    const event = { preventDefault: () => prevented++ };
    electron.app.emit("open-file", event, "/home/me/early.tape");
    await settle();
    electron.app.emit("open-file", event, "/home/me/late.tape");
    await settle();
    expect(prevented).toBe(2);
    expect(opened()).toEqual([
      ["/home/me/early.tape", "1"],
      ["/home/me/late.tape", "1"],
    ]);
  });

  test("leaves everything to the Tapedeck that runs already", async () => {
    electron.app.locked = true;
    await start("monday.tape");
    expect(electron.app.lockData).toEqual({ tape: "/home/me/monday.tape", speed: 1, live: DEMO });
    expect(electron.app.calls).toEqual(["enableSandbox", "quit"]);
    expect([electron.windows.length, opened().length]).toEqual([0, 0]);
  });

  test("says why a file cannot be opened, and ends where no desk is open", async () => {
    await start("corrupt.tape");
    expect(electron.errors).toEqual(["Tapedeck cannot open this session: /home/me/corrupt.tape: no session file"]);
    expect(said).toContain("tapedeck: /home/me/corrupt.tape: no session file\n");
    expect(electron.app.calls.at(-1)).toBe("exit 1");
  });

  test("keeps the open desk where another file cannot be opened", async () => {
    await start("monday.tape");
    electron.app.emit("open-file", { preventDefault: () => {} }, "/corrupt.tape");
    await settle();
    expect(electron.errors).toHaveLength(1);
    expect(electron.app.calls).toEqual(["enableSandbox"]);
    const deaths: unknown[] = [];
    electron.utilityProcess.started[0]?.on("exit", (code) => deaths.push(code));
    await settle();
    expect(deaths).toEqual([]);
  });

  test("ends when its window is closed: the desk first, then the program", async () => {
    await start("monday.tape");
    const order: string[] = [];
    electron.utilityProcess.started[0]?.on("exit", (code: number) => order.push(`worker ended with ${code}`));
    electron.windows[0]?.close();
    electron.app.quit();
    await settle();
    expect(order).toEqual(["worker ended with 0"]);
    expect(electron.app.calls.filter((call) => call.startsWith("quit"))).toEqual(["quit prevented", "quit prevented", "quit"]);
    expect(said).toBe("");
  });

  test("logs each process of Electron's that is gone, but for one that was done", async () => {
    await start("monday.tape");
    electron.app.emit("child-process-gone", {}, { type: "GPU", reason: "crashed", exitCode: 5 });
    electron.app.emit("child-process-gone", {}, { type: "Utility", name: "replay-worker", reason: "clean-exit", exitCode: 0 });
    expect(said).toBe("tapedeck: process gone: GPU  (crashed, code 5)\n");
  });
});
