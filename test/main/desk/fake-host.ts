import { PortChannel } from "../../../src/core/contract/port-channel.ts";
import { Once } from "../../../src/core/contract/port-events.ts";
import type { Opener, Port, PortMessage } from "../../../src/core/contract/port.ts";
import { StartError } from "../../../src/core/contract/worker-fact.ts";
import { type Host, relay, type Worker, type WorkerName } from "../../../src/main/compose.ts";

/** A worker of the fake host: the far ends of its ports, what came over the shell's, and how it ends. */
export class FakeWorker implements Worker {
  readonly name: WorkerName;
  readonly args: readonly string[];
  readonly ready: Promise<void>;
  readonly heard: PortMessage[] = [];
  readonly pages: Port[] = [];
  stopped = false;
  private shell: Port | null = null;
  private readonly death = new Once<string>();
  private readonly near: PortChannel;
  private readonly far: PortChannel;

  constructor(name: WorkerName, args: readonly string[], refusal: string | null, serve: (port: Port, worker: FakeWorker) => void) {
    this.name = name;
    this.args = args;
    this.ready = refusal === null ? Promise.resolve() : Promise.reject(new StartError(refusal, true));
    this.ready.catch(() => undefined); // whoever waits hears of it
    this.near = new PortChannel(
      (envelope) => this.far.receive(envelope),
      () => {},
    );
    this.far = new PortChannel(
      (envelope) => this.near.receive(envelope),
      (port, opener: Opener) => {
        if (opener === "page") {
          this.pages.push(port);
          return;
        }
        if (opener !== "shell") return;
        this.shell = port;
        port.onMessage((message) => this.heard.push(message));
        // A process answers later, never within the call that opened the port.
        queueMicrotask(() => serve(port, this));
      },
    );
  }

  /** Says something over the shell's port. */
  tell(message: string): void {
    this.shell?.post(message);
  }

  openPort(): Port {
    return this.near.open();
  }

  attach(page: Port): void {
    relay(page, this.near.open("page"));
  }

  joinFold(fold: FakeWorker): void {
    relay(this.near.open("fold"), fold.near.open("feed"));
  }

  onDeath(listener: (message: string) => void) {
    return this.death.on(listener);
  }

  die(message: string): void {
    this.death.emit(message);
    this.near.drop(message);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.near.drop("");
  }
}

export type Programs = Partial<Record<WorkerName, (port: Port, worker: FakeWorker) => void>>;

/** A host without processes: each worker does what its program says when the shell has opened its port. */
export class FakeHost implements Host {
  readonly workers: FakeWorker[] = [];
  /** Why a program refuses to start with these arguments; null: it starts. */
  refuse: (name: WorkerName, args: readonly string[]) => string | null = () => null;
  private readonly programs: Programs;
  private onPage: (port: Port) => void = () => {};

  constructor(programs: Programs) {
    this.programs = programs;
  }

  startWorker(name: WorkerName, args: readonly string[]): Worker {
    const worker = new FakeWorker(name, args, this.refuse(name, args), this.programs[name] ?? (() => {}));
    this.workers.push(worker);
    return worker;
  }

  async servePages(onPage: (port: Port) => void): Promise<string> {
    this.onPage = onPage;
    return "http://127.0.0.1:1/";
  }

  async close(): Promise<void> {}

  /** The newest worker of that name. */
  worker(name: WorkerName): FakeWorker {
    const found = this.workers.findLast((worker) => worker.name === name);
    if (found === undefined) throw new Error(`no ${name} was started`);
    return found;
  }

  /** A page's end of a fresh port. */
  visit(take: (port: Port) => void = this.onPage): Port {
    const page: PortChannel = new PortChannel(
      (envelope) => desk.receive(envelope),
      () => {},
    );
    const desk: PortChannel = new PortChannel((envelope) => page.receive(envelope), take);
    return page.open();
  }
}
