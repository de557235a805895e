import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { WebSocket } from "ws";
import { startSimulator } from "./simulator.ts";

const RATE = 20_000;
const SYMBOLS = 10;
const QUEUE = 1_000;
const LEAD_SECONDS = 3;

/** Count of messages done, shared with the consumer. */
export type DoneCount = Int32Array<SharedArrayBuffer>;

export interface DropWhenFull {
  readonly rate: number;
  readonly received: number;
  readonly dropped: number;
}

/**
 * The design that this desk is not: one consumer that takes 1 ms a message, a database write each, behind a queue of 1,000 that drops
 * what comes when it is full. The consumer has a thread of its own, so reading the socket costs it nothing.
 */
export async function dropWhenFull(seconds: number): Promise<DropWhenFull> {
  const simulator = await startSimulator(SYMBOLS, 10, { at: LEAD_SECONDS, rate: RATE, seconds: seconds + 1 });
  const folder = mkdtempSync(join(tmpdir(), "tapedeck-bench-"));
  const done: DoneCount = new Int32Array(new SharedArrayBuffer(4));
  const consumer = new Worker(new URL("one-consumer.ts", import.meta.url), { workerData: { done, path: join(folder, "messages.db") } });
  try {
    const streams = simulator.symbols.flatMap((symbol) =>
      ["depth@100ms", "trade", "bookTicker"].map((stream) => `${symbol.toLowerCase()}@${stream}`),
    );
    const socket = new WebSocket(`${simulator.address.replace("http", "ws")}/stream?streams=${streams.join("/")}`);
    let received = 0;
    let taken = 0;
    let counts = false;
    socket.on("message", (data: Buffer) => {
      if (!counts) return;
      received++;
      if (taken - Atomics.load(done, 0) >= QUEUE) return;
      taken++;
      consumer.postMessage(data.toString());
    });
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    await pause(Math.max(0, simulator.startedMs + LEAD_SECONDS * 1_000 + 500 - performance.now()));
    counts = true;
    await pause(seconds * 1_000);
    counts = false;
    socket.terminate();
    return { rate: RATE, received, dropped: received - taken };
  } finally {
    await consumer.terminate();
    await simulator.stop();
    rmSync(folder, { recursive: true });
  }
}
