import { vi } from "vitest";
import type { Port } from "../../src/core/contract/port.ts";
import type { Host, Worker } from "../../src/main/compose.ts";
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

describePortContract("Electron's ports, from a page to a worker", async () => {
  const { host, worker, kill } = await startWorker();
  await host.servePages((page: Port) => worker.attach(page));
  const [window] = electron.windows;
  if (window === undefined) throw new Error("no window was opened");
  const page = await openPage(window.webContents);
  return { connect: () => page.connect(), kill, close: () => worker.stop() };
});
