import { EventEmitter } from "node:events";
import { basename } from "node:path";
import { FakeMessagePortMain, type PortEnd, takeEnds } from "./fake-message-port.ts";

/** `process.parentPort` of a fake utility process: it keeps messages until somebody listens. */
export class FakeParentPort extends EventEmitter {
  private readonly toParent: (message: unknown) => void;
  private waiting: unknown[] | null = [];

  constructor(toParent: (message: unknown) => void) {
    super();
    this.toParent = toParent;
    this.on("newListener", () => setImmediate(() => this.flush()));
  }

  postMessage(message: unknown): void {
    const data = structuredClone(message);
    setImmediate(() => this.toParent(data));
  }

  take(event: unknown): void {
    if (this.waiting === null) this.emit("message", event);
    else this.waiting.push(event);
  }

  private flush(): void {
    const waiting = this.waiting ?? [];
    this.waiting = null;
    for (const event of waiting) this.emit("message", event);
  }
}

export interface ForkOptions {
  readonly env: Record<string, string>;
  readonly execArgv: readonly string[];
  readonly serviceName: string;
  readonly stdio: string;
}

/** The program that a fake utility process runs, in this process. */
export type Program = (child: FakeUtilityProcess) => void;

export class FakeUtilityProcess extends EventEmitter {
  readonly parentPort: FakeParentPort;
  readonly pid: number;
  readonly script: string;
  readonly args: readonly string[];
  readonly options: ForkOptions;
  /** Posts to a process that is gone: within the exit event, and with some versions later too, each kills main (electron#53923). */
  fatalPosts = 0;
  private state: "alive" | "gone" = "alive";
  private readonly held: PortEnd[] = [];

  constructor(pid: number, script: string, args: readonly string[], options: ForkOptions) {
    super();
    this.pid = pid;
    this.script = script;
    this.args = args;
    this.options = options;
    this.parentPort = new FakeParentPort((message) => {
      if (this.state === "alive") this.emit("message", message);
    });
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    const data = structuredClone(message);
    const ends = takeEnds(transfer);
    if (this.state !== "alive") {
      this.fatalPosts++;
      for (const end of ends) end.close();
      return;
    }
    this.held.push(...ends);
    setImmediate(() => this.parentPort.take({ data, ports: ends.map((end) => new FakeMessagePortMain(end)) }));
  }

  /** The process ends, of whatever. */
  die(code: number): void {
    if (this.state !== "alive") return;
    for (const end of this.held) end.close();
    this.state = "gone";
    this.emit("exit", code);
  }
}

/** Electron's `utilityProcess`: `programs` says what each script does; a script without a program never gets ready. */
export class FakeUtilityProcesses {
  readonly programs = new Map<string, Program>();
  readonly started: FakeUtilityProcess[] = [];

  fork(script: string, args: readonly string[], options: ForkOptions): FakeUtilityProcess {
    // Far above any process id there is, so that nothing real is ever hit.
    const child = new FakeUtilityProcess(1e9 + this.started.length, script, args, options);
    this.started.push(child);
    setImmediate(() => this.programs.get(basename(script, ".js"))?.(child));
    return child;
  }
}
