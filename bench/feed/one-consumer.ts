import { parentPort, workerData } from "node:worker_threads";
import Database from "better-sqlite3";
import type { DoneCount } from "./drop-when-full.ts";

const MESSAGE_MS = 1;

const { done, path } = workerData as { readonly done: DoneCount; readonly path: string };
const db = new Database(path);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = NORMAL");
db.exec("CREATE TABLE messages (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
const insert = db.prepare("INSERT INTO messages (text) VALUES (?)");
const idle = new Int32Array(new SharedArrayBuffer(4));

parentPort?.on("message", (text: string) => {
  const began = performance.now();
  insert.run(text);
  const leftMs = MESSAGE_MS - (performance.now() - began);
  if (leftMs > 0) Atomics.wait(idle, 0, 0, leftMs);
  Atomics.add(done, 0, 1);
});
