import { describe, expect, test } from "vitest";
import { decodeEvent } from "../../src/core/contract/desk.ts";
import { PortChannel } from "../../src/core/contract/port-channel.ts";
import { Once } from "../../src/core/contract/port-events.ts";
import type { Port, PortMessage } from "../../src/core/contract/port.ts";
import { decodeShellEvent, encodeShell } from "../../src/core/contract/shell.ts";
import { DEMO } from "../../src/main/desk/live-launch.ts";
import { compose, type Host, relay, type Worker } from "../../src/main/compose.ts";

/** A pair of ports that are two ends of one another. */
function portPair(): [Port, Port] {
  const far: Port[] = [];
  const a: PortChannel = new PortChannel(
    (envelope) => b.receive(envelope),
    () => {},
  );
  const b: PortChannel = new PortChannel(
    (envelope) => a.receive(envelope),
    (port) => far.push(port),
  );
  const near = a.open();
  return [near, far[0] as Port];
}

function fakeHost({ refuse = "" } = {}) {
  const death = new Once<string>();
  const workerPorts: Port[] = [];
  const calls: string[] = [];
  let onPage: (port: Port) => void = () => {};
  const worker: Worker = {
    ready: refuse === "" ? Promise.resolve() : Promise.reject(new Error(refuse)),
    openPort: () => {
      const [near, far] = portPair();
      workerPorts.push(far);
      return near;
    },
    attach: (page) => relay(page, worker.openPort()),
    joinFold: () => {},
    onDeath: (listener) => death.on(listener),
    stop: async () => void calls.push("worker stopped"),
  };
  const host: Host = {
    startWorker: (name, args) => {
      calls.push(`${name} ${args.join(" ")}`);
      return worker;
    },
    servePages: async (listener) => {
      calls.push("pages served");
      onPage = listener;
      return "http://127.0.0.1:1/";
    },
    close: async () => void calls.push("pages closed"),
  };
  const visit = (to = "replay"): { page: Port; messages: PortMessage[]; closed: string[] } => {
    const [far, near] = portPair();
    const messages: PortMessage[] = [];
    const closed: string[] = [];
    far.onMessage((message) => messages.push(message));
    far.onClose((reason) => closed.push(reason));
    onPage(near);
    far.post(encodeShell({ type: "port.open", to }));
    return { page: far, messages, closed };
  };
  return { host, death, workerPorts, calls, visit };
}

describe("the workstation", () => {
  test("starts the replay and relays messages between a page and it untouched", async () => {
    const { host, calls, visit, workerPorts } = fakeHost();
    const { address } = await compose(host, { tape: "/t.tape", speed: 10, live: DEMO });
    expect(address).toBe("http://127.0.0.1:1/");
    expect(calls).toEqual(["replay-worker /t.tape 10", "pages served"]);
    const { page, messages } = visit();
    const atWorker: PortMessage[] = [];
    workerPorts[0]?.onMessage((message) => atWorker.push(message));
    const bytes = new Uint8Array([1, 2]).buffer;
    page.post("not even JSON");
    workerPorts[0]?.post(bytes);
    expect(atWorker).toEqual(["not even JSON"]);
    expect(messages).toEqual([bytes]);
  });

  test("gives every page a port of its own, and closes it with the page", async () => {
    const { host, visit, workerPorts } = fakeHost();
    await compose(host, { tape: "/t.tape", speed: 1, live: DEMO });
    const [one, two] = [visit(), visit()];
    const closed: number[] = [];
    workerPorts.forEach((port, n) => port.onClose(() => closed.push(n)));
    one.page.close();
    expect(closed).toEqual([0]);
    workerPorts[1]?.close("not in the contract");
    expect(two.closed).toEqual(["not in the contract"]);
  });

  test("serves nothing where the tape cannot be opened, and leaves nothing running", async () => {
    const { host, calls } = fakeHost({ refuse: "t.tape: no such file" });
    await expect(compose(host, { tape: "/t.tape", speed: 1, live: DEMO })).rejects.toThrow("t.tape: no such file");
    expect(calls).toEqual(["replay-worker /t.tape 1", "worker stopped", "pages closed"]);
  });

  test("tells a page what it shows, and when the replay died, and says so itself", async () => {
    const { host, death, visit } = fakeHost();
    const workstation = await compose(host, { tape: "/t.tape", speed: 1, live: DEMO });
    const { messages } = visit("shell");
    const view = visit();
    death.emit("replay-worker ended with SIGKILL");
    expect(view.messages.map((message) => decodeEvent(message as string).type)).toEqual(["session.failed"]);
    expect(await workstation.failed).toBe("replay-worker ended with SIGKILL");
    expect(messages.map((message) => decodeShellEvent(message as string))).toEqual([
      {
        type: "desk.opened",
        mode: "replay",
        hasLive: false,
        venue: "",
        title: "",
        session: "t.tape",
        sources: [{ name: "replay", parts: ["book", "analytics"] }],
      },
      { type: "desk.trouble", message: "replay-worker ended with SIGKILL", fatal: true },
    ]);
  });

  test("tells a page that comes after the replay died, whomever it asks", async () => {
    const { host, death, visit, workerPorts } = fakeHost();
    await compose(host, { tape: "/t.tape", speed: 1, live: DEMO });
    death.emit("replay-worker ended with SIGKILL");
    expect(visit().messages.map((message) => decodeEvent(message as string))).toEqual([
      { type: "session.failed", message: "replay-worker ended with SIGKILL" },
    ]);
    expect(visit("shell").messages.map((message) => decodeShellEvent(message as string).type)).toEqual(["desk.opened", "desk.trouble"]);
    expect(workerPorts).toEqual([]);
  });
});
