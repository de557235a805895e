import type { Opener, Port } from "../core/contract/port.ts";
import { type Listen, type RawPort, TransferablePort } from "../core/contract/transferable-port.ts";
import type { HostOrder, WorkerFact } from "../core/contract/worker-fact.ts";
import type { HostLine } from "./host-line.ts";

/** Electron's port as this process receives it. */
export interface EmittingPort extends RawPort {
  readonly on: Listen;
}

/** Electron's `process.parentPort`, as far as a worker uses it. */
export interface ParentPort {
  on(event: "message", listener: (event: { readonly data: HostOrder; readonly ports: readonly EmittingPort[] }) => void): unknown;
  postMessage(message: unknown): void;
}

/** Time for the last word to leave this process: Electron has no call that says when it did. */
const LAST_WORD_MS = 100;

/** The line of a worker that is a utility process of Electron: every port is a channel of its own. It ends with its parent by itself. */
export class ParentPortLine implements HostLine {
  private readonly parent: ParentPort;
  private readonly exit: (code: number) => void;

  constructor(parent: ParentPort, exit: (code: number) => void = (code) => process.exit(code)) {
    this.parent = parent;
    this.exit = exit;
  }

  listen(onPort: (port: Port, opener: Opener) => void): void {
    this.parent.on("message", ({ data, ports: [raw] }) => {
      if (data.kind === "stop") this.exit(0);
      else if (raw !== undefined) onPort(new TransferablePort(raw, (event, listener) => raw.on(event, listener)), data.opener);
    });
  }

  tell(fact: WorkerFact): void {
    this.parent.postMessage(fact);
  }

  fail(message: string): void {
    this.tell({ kind: "failed", message });
    setTimeout(() => this.exit(1), LAST_WORD_MS);
  }
}
