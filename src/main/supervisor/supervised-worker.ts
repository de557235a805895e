import type { Port } from "../../core/contract/port.ts";
import type { Worker } from "../compose.ts";

/** Waits between a death and the next start, doubling; and how many starts in a minute are too many. */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
const STORM_STARTS = 5;
const STORM_MS = 60_000;

export interface SupervisedOptions {
  readonly name: string;
  /** Starts the process, as soon as what it needs is there; called again after each death. */
  readonly start: () => Worker | Promise<Worker>;
  /** Called with a fresh port whenever the worker is ready: the first time, and after each restart. */
  readonly onPort: (port: Port) => void;
  /** One line for a person about a death, or about giving up. */
  readonly onTrouble: (message: string, fatal: boolean) => void;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

/** A worker that may die at any time: it is started again, later each time, until it dies too often to be of use. */
export class SupervisedWorker {
  private readonly options: SupervisedOptions;
  private worker: Worker | null = null;
  private port: Port | null = null;
  private starts: number[] = [];
  private waitMs = FIRST_WAIT_MS;
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(options: SupervisedOptions) {
    this.options = options;
  }

  /** Resolves when the worker is ready; rejects where its first start fails. */
  async start(): Promise<void> {
    await this.run();
  }

  /** Does nothing while the worker is down: what it misses it finds in the log. */
  post(message: string | ArrayBuffer): void {
    this.port?.post(message);
  }

  /** Joins a page to the worker's views; while it is down the page's port is closed with a word that it comes back. */
  attach(page: Port): void {
    if (this.worker === null || this.port === null) page.close(`the ${this.options.name} is being started`);
    else this.worker.attach(page);
  }

  /** Ends the process and starts it anew: what it knows is to be built again from the log. */
  async restart(): Promise<void> {
    const { worker } = this;
    this.worker = null;
    this.port = null;
    if (this.timer !== null) clearTimeout(this.timer);
    await worker?.stop();
    // A start that fails dies, and its death is told to `again`.
    if (!this.stopped) await this.run().catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.worker?.stop();
  }

  private async run(): Promise<void> {
    const { start, onPort, clock } = this.options;
    const startedMs = clock();
    this.starts = [...this.starts.filter((ms) => startedMs - ms < STORM_MS), startedMs];
    const worker = await start();
    if (this.stopped) {
      await worker.stop();
      return;
    }
    this.worker = worker;
    worker.onDeath((message) => {
      this.port = null;
      if (this.worker === worker) this.again(message, clock() - startedMs);
    });
    await worker.ready;
    this.port = worker.openPort();
    onPort(this.port);
  }

  private again(message: string, livedMs: number): void {
    if (this.stopped) return;
    if (this.starts.length >= STORM_STARTS) {
      this.options.onTrouble(`${message}; it died ${this.starts.length} times within a minute and is not started again`, true);
      return;
    }
    this.waitMs = livedMs > STORM_MS ? FIRST_WAIT_MS : this.waitMs;
    this.options.onTrouble(`${message}; starting it again`, false);
    this.timer = setTimeout(() => {
      // A start that fails dies, and its death is told to `again`.
      this.run().catch(() => undefined);
    }, this.waitMs);
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
  }
}
