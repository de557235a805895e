import { EventEmitter } from "node:events";

/** Loaded before a worker: gives its process the `parentPort` of a utility process, which prints what it is told and can say one thing. */
const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (message: unknown) => void process.stdout.write(`${JSON.stringify(message)}\n`),
});
Object.assign(process, { parentPort });
const order = process.env["ORDER"];
if (order !== undefined) setTimeout(() => parentPort.emit("message", { data: JSON.parse(order), ports: [] }), 200);
// As a utility process does, it lives until somebody ends it.
setInterval(() => {}, 1_000);
