import { vi } from "vitest";
import type { Port } from "../../src/core/contract/port.ts";
import { encodeShell } from "../../src/core/contract/shell.ts";
import type { Host, Worker } from "../../src/main/compose.ts";
import { PagePorts } from "../../src/main/desk/page-ports.ts";
import { ParentPortLine } from "../../src/workers/parent-port-line.ts";
import { electron } from "../main/electron/fake-electron.ts";
import { openPage } from "../main/electron/open-page.ts";
import { farEnd } from "./far-end.ts";
import { describePortContract } from "./port-contract.ts";

vi.mock("electron", async () => (await import("../main/electron/fake-electron.ts")).electronModule);

/** The Electron host over the faked `electron`, with the far end in its replay worker. */
async function startWorker(): Promise<{ host: Host; worker: Worker; kill: () => void }> {
  electron.reset();
  electron.utilityProcess.programs.set("replay-worker", (child) => {
    const line = new ParentPortLine(child.parentPort, (code) => child.die(code));
    line.listen(farEnd());
    line.tell({ kind: "ready" });
  });
  const { ElectronHost } = await import("../../src/main/host/electron.ts");
  const { DeskWindow } = await import("../../src/main/windows/desk-window.ts");
  const host = new ElectronHost("/programs", new DeskWindow({ preload: "/preload.cjs", devTools: false, clock: () => 0 }));
  const worker = host.startWorker("replay-worker", []);
  await worker.ready;
  return { host, worker, kill: () => electron.utilityProcess.started[0]?.die(137) };
}

describePortContract("Electron's ports, from the shell to a worker", async () => {
  const { worker, kill } = await startWorker();
  return { connect: async () => worker.openPort(), kill, close: () => worker.stop() };
});

describePortContract("Electron's ports, from a page to a worker, handed on by the shell", async () => {
  const { host, worker, kill } = await startWorker();
  const ports = new PagePorts(() => {});
  ports.add("far-end", worker);
  await host.servePages((page: Port) => ports.take(page));
  const [window] = electron.windows;
  if (window === undefined) throw new Error("no window was opened");
  const page = await openPage(window.webContents);
  // What the contract's cases post comes right behind the name: it waits in the port that the shell hands on.
  const connect = async (): Promise<Port> => {
    const port = await page.connect();
    port.post(encodeShell({ type: "port.open", to: "far-end" }));
    return port;
  };
  return { connect, kill, close: () => worker.stop() };
});
