import { join } from "node:path";
import { ChildWorker } from "../../src/main/host/child-worker.ts";
import { describePortContract } from "./port-contract.ts";

describePortContract("the pipe of a child process", async () => {
  const worker = new ChildWorker(join(import.meta.dirname, "far-worker.ts"), []);
  await worker.ready;
  return {
    connect: async () => worker.openPort(),
    kill: () => worker.openPort().post("die"),
    close: () => worker.stop(),
  };
});
