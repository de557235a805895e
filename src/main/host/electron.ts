import { join } from "node:path";
import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from "electron";
import { Once } from "../../core/contract/port-events.ts";
import type { Opener, Port, Undo } from "../../core/contract/port.ts";
import { TransferablePort } from "../../core/contract/transferable-port.ts";
import { type HostOrder, StartError, type WorkerFact } from "../../core/contract/worker-fact.ts";
import { type Host, relay, STOP_MS, type Worker, type WorkerName } from "../compose.ts";
import type { DeskWindow } from "../windows/desk-window.ts";
import { workerEnvironment } from "./worker-environment.ts";

/** The host of the product: workers are utility processes, and a page's port goes to the worker itself, past the shell. */
export class ElectronHost implements Host {
  private readonly programs: string;
  private readonly window: DeskWindow;
  private unserve: Undo = () => {};

  /** @param programs the folder of the built workers */
  constructor(programs: string, window: DeskWindow) {
    this.programs = programs;
    this.window = window;
  }

  startWorker(name: WorkerName, args: readonly string[]): Worker {
    return new UtilityWorker(this.programs, name, args);
  }

  async servePages(onPage: (port: Port) => void): Promise<string> {
    this.unserve = this.window.serve((channel, lose) => onPage(new MainPort(channel, lose)));
    return this.window.url;
  }

  async close(): Promise<void> {
    this.unserve();
  }
}

/** A port over a channel of which the shell holds one end; `tellLost` reaches the other end where the channel cannot. */
class MainPort extends TransferablePort {
  readonly channel: MessagePortMain;
  readonly tellLost: (reason: string) => void;

  constructor(channel: MessagePortMain, tellLost: (reason: string) => void = () => {}) {
    super(channel, (event, listener) => (event === "message" ? channel.on("message", listener) : channel.on("close", () => listener({}))));
    this.channel = channel;
    this.tellLost = tellLost;
  }
}

class UtilityWorker implements Worker {
  readonly ready: Promise<void>;
  private readonly child: UtilityProcess;
  private readonly death = new Once<string>();
  private readonly gone: Promise<void>;
  private alive = true;
  private stopping = false;
  /** What the worker said it ends of. */
  private failure: string | null = null;

  constructor(programs: string, name: string, args: readonly string[]) {
    const options = { env: workerEnvironment(process.env), execArgv: [], serviceName: name, stdio: "inherit" };
    this.child = utilityProcess.fork(join(programs, `${name}.js`), [...args], options);
    this.gone = new Promise((resolve) => {
      this.child.once("exit", (code) => {
        this.alive = false;
        // Whoever hears of a death restarts or posts, and a post within this event kills the shell (electron#53923).
        setImmediate(() => {
          resolve();
          if (!this.stopping) this.death.emit(this.failure ?? `${name} ended with code ${code}`);
        });
      });
    });
    this.ready = new Promise((resolve, reject) => {
      this.child.on("message", (fact: WorkerFact) => {
        if (fact.kind === "ready") resolve();
        else this.failure = fact.message;
      });
      this.death.on((message) => reject(new StartError(message, this.failure !== null)));
    });
  }

  openPort(opener: Opener = "shell"): Port {
    const { port1, port2 } = new MessageChannelMain();
    this.hand(port1, opener);
    return new MainPort(port2);
  }

  attach(page: Port, opener: Opener = "page"): void {
    if (!(page instanceof MainPort)) return relay(page, this.openPort(opener));
    this.hand(page.channel, opener);
    page.release();
    this.death.on(page.tellLost);
  }

  joinFold(fold: Worker): void {
    if (!(fold instanceof UtilityWorker)) throw new Error("a worker of another host cannot be joined");
    const { port1, port2 } = new MessageChannelMain();
    this.hand(port1, "fold");
    fold.hand(port2, "feed");
  }

  onDeath(listener: (message: string) => void): Undo {
    return this.death.on(listener);
  }

  async stop(graceMs = STOP_MS): Promise<void> {
    this.stopping = true;
    if (this.alive) this.child.postMessage({ kind: "stop" } satisfies HostOrder);
    const kill = setTimeout(() => {
      // `child.kill()` is a SIGTERM, which workers leave to their host.
      if (this.child.pid !== undefined) process.kill(this.child.pid, "SIGKILL");
    }, graceMs);
    await this.gone;
    clearTimeout(kill);
  }

  /** A port whose other side died is closed: so is one that is handed to a worker which is no more. */
  private hand(channel: MessagePortMain, opener: Opener): void {
    if (this.alive) this.child.postMessage({ kind: "port", opener } satisfies HostOrder, [channel]);
    else channel.close();
  }
}
