import { once } from "node:events";
import { join } from "node:path";
import type { AddressInfo } from "node:net";
import { vi } from "vitest";
import { WebSocketServer } from "ws";
import { MAX_MESSAGE_BYTES, type Port } from "../../src/core/contract/port.ts";
import { PortChannel } from "../../src/core/contract/port-channel.ts";
import type { Host, Worker } from "../../src/main/compose.ts";
import { PagePorts } from "../../src/main/desk/page-ports.ts";
import { ChildWorker } from "../../src/main/host/child-worker.ts";
import { SocketPort } from "../../src/main/host/socket-port.ts";
import { connectSocket } from "../../src/renderer/connection/socket-port.ts";
import { ParentPortLine } from "../../src/workers/parent-port-line.ts";
import { electron } from "../main/electron/fake-electron.ts";
import { openPage } from "../main/electron/open-page.ts";
import { farViews } from "./far-views.ts";
import { describeViewPorts, SOURCE } from "./view-port-contract.ts";

vi.mock("electron", async () => (await import("../main/electron/fake-electron.ts")).electronModule);

/** The shell's part: the worker is the one source of views. */
function portsOf(worker: Worker): PagePorts {
  const ports = new PagePorts(() => {});
  ports.add(SOURCE, worker);
  return ports;
}

async function childWorker(): Promise<ChildWorker> {
  const worker = new ChildWorker(join(import.meta.dirname, "far-views-worker.ts"), []);
  await worker.ready;
  return worker;
}

describeViewPorts("the pipe of a child process", async () => {
  const worker = await childWorker();
  const ports = portsOf(worker);
  const page: PortChannel = new PortChannel(
    (envelope) => desk.receive(envelope),
    () => {},
  );
  const desk = new PortChannel(
    (envelope) => page.receive(envelope),
    (port) => ports.take(port),
  );
  return { connect: async () => page.open(), shell: worker.openPort(), close: () => worker.stop() };
});

describeViewPorts("a WebSocket, relayed to a child process", async () => {
  const worker = await childWorker();
  const ports = portsOf(worker);
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  await once(server, "listening");
  server.on("connection", (socket) => ports.take(new SocketPort(socket)));
  const url = new URL(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const close = async (): Promise<void> => {
    for (const socket of server.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
    await worker.stop();
  };
  return { connect: () => connectSocket(url), shell: worker.openPort(), close };
});

describeViewPorts("Electron's ports, handed on past the shell", async () => {
  electron.reset();
  electron.utilityProcess.programs.set("book-worker", (child) => {
    const line = new ParentPortLine(child.parentPort, (code) => child.die(code));
    line.listen(farViews());
    line.tell({ kind: "ready" });
  });
  const { ElectronHost } = await import("../../src/main/host/electron.ts");
  const { DeskWindow } = await import("../../src/main/windows/desk-window.ts");
  const host: Host = new ElectronHost("/programs", new DeskWindow({ preload: "/preload.cjs", devTools: false, clock: () => 0 }));
  const worker = host.startWorker("book-worker", []);
  await worker.ready;
  const ports = portsOf(worker);
  await host.servePages((page: Port) => ports.take(page));
  const [window] = electron.windows;
  if (window === undefined) throw new Error("no window was opened");
  const page = await openPage(window.webContents);
  return { connect: () => page.connect(), shell: worker.openPort(), close: () => worker.stop() };
});
