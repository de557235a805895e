import { fork } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { socketPair } from "../../src/main/host/socket-pair.ts";
import { MOST_WAITING_BYTES, StreamPort } from "../../src/workers/stream-port.ts";
import { describePortContract, type Wire } from "./port-contract.ts";

// A socket of the file system, and what Windows has instead, which works everywhere.
for (const platform of ["linux", "win32"] as const) describePortContract(`a socket between two processes, as on ${platform}`, () => open(platform));

async function open(platform: NodeJS.Platform): Promise<Wire> {
  const child = fork(join(import.meta.dirname, "far-worker.ts"), [], { serialization: "advanced" });
  await once(child, "message"); // it is ready
  const connect = async (): Promise<StreamPort> => {
    const [near, far] = await socketPair(platform);
    child.send({ kind: "link", opener: "feed" }, far);
    return new StreamPort(near);
  };
  return {
    connect,
    kill: () => child.kill("SIGKILL"),
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

test("an end that does not read is cut off before more than a bound waits for it", async () => {
  const [near, far] = await socketPair();
  const port = new StreamPort(near);
  const closed: string[] = [];
  port.onClose((reason) => closed.push(reason));
  let most = 0;
  for (let sent = 0; sent < 2 * MOST_WAITING_BYTES && closed.length === 0; sent += 65_536) {
    port.post(new ArrayBuffer(65_536));
    most = Math.max(most, port.waitingBytes);
  }
  expect(closed).toEqual(["the other end does not keep up"]);
  expect(most).toBeLessThan(MOST_WAITING_BYTES + 2 * 65_536);
  far.destroy();
});

test("both ends of a pair over loopback are of one connection, and nobody else's", async () => {
  const sockets: Socket[] = (await Promise.all(Array.from({ length: 20 }, () => socketPair("win32")))).flat();
  for (let at = 0; at < sockets.length; at += 2) {
    const [near, far] = [sockets[at] as Socket, sockets[at + 1] as Socket];
    expect([near.remotePort, near.localPort]).toEqual([far.localPort, far.remotePort]);
  }
  for (const socket of sockets) socket.destroy();
});

test("a process that is handed many ends one after another, and the one that hands them, keep no listener of any", async () => {
  const child = fork(join(import.meta.dirname, "far-worker.ts"), [], { serialization: "advanced" });
  await once(child, "message");
  const listeners = (): number => child.eventNames().reduce((sum, name) => sum + child.listenerCount(name), 0);
  const before = listeners();
  for (let n = 0; n < 15; n++) {
    const [near, far] = await socketPair();
    child.send({ kind: "link", opener: "feed" }, far);
    const port = new StreamPort(near);
    await new Promise<void>((resolve) => {
      port.onMessage(() => resolve());
      port.post("echo");
    });
    port.close();
  }
  expect(listeners()).toBe(before);
  child.kill("SIGKILL");
  await once(child, "exit");
});
