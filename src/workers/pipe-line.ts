import { Socket } from "node:net";
import { PortChannel, type PortEnvelope } from "../core/contract/port-channel.ts";
import type { Opener, Port } from "../core/contract/port.ts";
import type { LinkOrder, WorkerFact } from "../core/contract/worker-fact.ts";
import type { HostLine } from "./host-line.ts";
import { StreamPort } from "./stream-port.ts";

/** The line of a worker that is a child process of Node: one pipe carries what it says and all its ports. */
export class PipeLine implements HostLine {
  constructor() {
    process.on("disconnect", () => process.exit(0));
  }

  listen(onPort: (port: Port, opener: Opener) => void): void {
    const channel = new PortChannel((envelope) => this.send(envelope), onPort);
    process.on("message", (message, socket) => {
      const order = message as PortEnvelope | LinkOrder;
      if (order.kind !== "link") channel.receive(order);
      // Its other end may have died while it was on its way: then there is nothing to hand on.
      else if (socket instanceof Socket) onPort(new StreamPort(socket), order.opener);
    });
  }

  tell(fact: WorkerFact): void {
    this.send(fact);
  }

  fail(message: string): void {
    if (process.send === undefined) process.stderr.write(`tapedeck: ${message}\n`);
    else process.send({ kind: "failed", message }, undefined, undefined, () => process.exit(1));
  }

  private send(message: unknown): void {
    // The host may be gone already; `disconnect` ends this process then.
    if (process.connected) process.send?.(message);
  }
}
