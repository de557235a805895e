import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Port } from "../../../src/core/contract/port.ts";
import type { Host, Worker } from "../../../src/main/compose.ts";
import { ParentPortLine } from "../../../src/workers/parent-port-line.ts";
import { electron } from "./fake-electron.ts";
import type { FakeUtilityProcess } from "./fake-utility-process.ts";
import { openPage } from "./open-page.ts";

vi.mock("electron", async () => (await import("./fake-electron.ts")).electronModule);

let host: Host;

beforeEach(async () => {
  electron.reset();
  const { ElectronHost } = await import("../../../src/main/host/electron.ts");
  const { DeskWindow } = await import("../../../src/main/windows/desk-window.ts");
  host = new ElectronHost("/programs", new DeskWindow({ preload: "/preload.cjs", devTools: false, clock: () => 0 }));
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** A worker that is ready, and takes ports and orders. */
async function readyWorker(): Promise<{ worker: Worker; child: FakeUtilityProcess }> {
  electron.utilityProcess.programs.set("replay-worker", (child) => {
    const line = new ParentPortLine(child.parentPort, (code) => child.die(code));
    line.listen((port) => port.onMessage((message) => port.post(message)));
    line.tell({ kind: "ready" });
  });
  const worker = host.startWorker("replay-worker", ["/t.tape", "10"]);
  await worker.ready;
  return { worker, child: electron.utilityProcess.started[0] as FakeUtilityProcess };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

describe("a worker under Electron", () => {
  test("is a utility process of the built program, with nothing of the environment but what is listed", async () => {
    vi.stubEnv("NODE_OPTIONS", "--inspect");
    vi.stubEnv("SOME_SECRET", "canary");
    vi.stubEnv("TZ", "UTC");
    const { child } = await readyWorker();
    expect(child).toMatchObject({ script: expect.stringMatching(/^[/\\]programs[/\\]replay-worker\.js$/), args: ["/t.tape", "10"] });
    expect(child.options).toMatchObject({ execArgv: [], serviceName: "replay-worker", env: { TZ: "UTC" } });
    expect(JSON.stringify(child.options)).not.toMatch(/canary|NODE_OPTIONS/);
  });

  test("is not ready where it says what it fails of, and its death says the same", async () => {
    electron.utilityProcess.programs.set("store-worker", (child) => {
      new ParentPortLine(child.parentPort, (code) => child.die(code)).fail("/t.tape: read-only folder");
    });
    const worker = host.startWorker("store-worker", []);
    const deaths: string[] = [];
    worker.onDeath((message) => deaths.push(message));
    await expect(worker.ready).rejects.toThrow("/t.tape: read-only folder");
    expect(deaths).toEqual(["/t.tape: read-only folder"]);
  });

  test("that dies may be started again, and posted to, by whoever hears of it: never within the exit event", async () => {
    const { worker, child } = await readyWorker();
    const heard: string[] = [];
    worker.onDeath((message) => {
      heard.push(message);
      worker.openPort().post("to the dead");
      host.startWorker("replay-worker", ["again"]);
    });
    child.die(9);
    expect(heard).toEqual([]);
    await settle();
    expect(heard).toEqual(["replay-worker ended with code 9"]);
    expect(child.fatalPosts).toBe(0);
    expect(electron.utilityProcess.started).toHaveLength(2);
  });

  test("closes the ports it is given once it is dead, and is posted nothing", async () => {
    const { worker, child } = await readyWorker();
    child.die(1);
    await settle();
    const closed: string[] = [];
    const port = worker.openPort();
    port.onMessage(() => {});
    port.onClose((reason) => closed.push(reason));
    await expect.poll(() => closed).toEqual([""]);
    await worker.stop();
    expect(child.fatalPosts).toBe(0);
  });

  test("takes a page's port itself: for the shell it is closed then", async () => {
    const { worker } = await readyWorker();
    const pages: Port[] = [];
    const closed: string[] = [];
    await host.servePages((page) => {
      page.onClose((reason) => closed.push(reason));
      worker.attach(page);
      pages.push(page);
    });
    const [window] = electron.windows;
    if (window === undefined) throw new Error("no window");
    const port = await (await openPage(window.webContents)).connect();
    const heard: unknown[] = [];
    port.onMessage((message) => heard.push(message));
    port.post("to the worker");
    await expect.poll(() => heard).toEqual(["to the worker"]);
    expect(closed).toEqual([""]);
    pages[0]?.close("the shell has no say any more");
    port.post("still there");
    await expect.poll(() => heard).toHaveLength(2);
  });

  test("that is a feed is joined to a fold worker by a channel of their own, past the shell", async () => {
    const heard: string[] = [];
    for (const name of ["feed-worker", "book-worker"] as const)
      electron.utilityProcess.programs.set(name, (child) => {
        const line = new ParentPortLine(child.parentPort, (code) => child.die(code));
        line.listen((port, opener) => {
          port.onMessage((message) => heard.push(`${name}, from its ${opener}: ${JSON.stringify(message)}`));
          port.onClose(() => heard.push(`${name} has lost its ${opener}`));
          port.post(`the ${name} is here`);
        });
        line.tell({ kind: "ready" });
      });
    const [feed, fold] = [host.startWorker("feed-worker", []), host.startWorker("book-worker", [])];
    await Promise.all([feed.ready, fold.ready]);
    feed.joinFold(fold);
    await expect.poll(() => heard.toSorted()).toEqual(["book-worker, from its feed: \"the feed-worker is here\"", "feed-worker, from its fold: \"the book-worker is here\""]); // prettier-ignore
    electron.utilityProcess.started.find(({ script }) => script.includes("book-worker"))?.die(9);
    await expect.poll(() => heard.at(-1)).toBe("feed-worker has lost its fold");
  });

  test("ends when it is asked to, which is no death", async () => {
    const { worker } = await readyWorker();
    const deaths: string[] = [];
    worker.onDeath((message) => deaths.push(message));
    await worker.stop();
    await worker.stop();
    expect(deaths).toEqual([]);
  });

  test("that does not end when it is asked to is killed after two seconds", async () => {
    const kill = vi.spyOn(process, "kill").mockImplementation((pid, signal) => {
      const child = electron.utilityProcess.started.find((one) => one.pid === pid);
      if (signal === "SIGKILL") child?.die(137);
      return true;
    });
    electron.utilityProcess.programs.set("book-worker", ({ parentPort }) => parentPort.postMessage({ kind: "ready" }));
    const worker = host.startWorker("book-worker", []);
    await worker.ready;
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const stopped = worker.stop();
    await vi.advanceTimersByTimeAsync(1_999);
    expect(kill).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await stopped;
    expect(kill).toHaveBeenCalledExactlyOnceWith(1e9, "SIGKILL");
  });

  test("gets the messages of a port that cannot be handed on relayed", async () => {
    const { worker } = await readyWorker();
    const { TransferablePort } = await import("../../../src/core/contract/transferable-port.ts");
    const { FakeMessageChannelMain } = await import("./fake-message-port.ts");
    const { port1, port2 } = new FakeMessageChannelMain();
    const foreign = new TransferablePort(port1, (event, listener) => port1.on(event, listener));
    worker.attach(foreign);
    const heard: unknown[] = [];
    port2.on("message", ({ data }: { data: unknown }) => heard.push(data));
    port2.start();
    port2.postMessage("through the shell");
    await expect.poll(() => heard).toEqual(["through the shell"]);
  });
});
