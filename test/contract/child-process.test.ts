import { join } from "node:path";
import { expect, test } from "vitest";
import { ChildWorker } from "../../src/main/host/child-worker.ts";
import { describePortContract } from "./port-contract.ts";

async function startFarWorker(): Promise<ChildWorker> {
  const worker = new ChildWorker(join(import.meta.dirname, "far-worker.ts"), []);
  await worker.ready;
  return worker;
}

describePortContract("the pipe of a child process", async () => {
  const worker = await startFarWorker();
  return {
    connect: async () => worker.openPort(),
    kill: () => worker.openPort().post("die"),
    close: () => worker.stop(),
  };
});

test("a child process that dies while it is written to says of what, not that its pipe broke", async () => {
  const worker = await startFarWorker();
  const port = worker.openPort();
  const died = new Promise<string>((resolve) => worker.onDeath(resolve));
  port.post("die");
  await new Promise((resolve) => setImmediate(resolve));
  // This process hears nothing while the other one dies, and then writes to it. Were it not dead yet, the reason would be the same.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
  for (let n = 0; n < 50; n++) port.post(new ArrayBuffer(60_000));
  expect(await died).toBe("far-worker.ts ended with SIGKILL");
  await worker.stop();
});
