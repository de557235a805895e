import type { Opener, Port, Undo } from "../../core/contract/port.ts";
import { StartError } from "../../core/contract/worker-fact.ts";
import type { Worker } from "../compose.ts";

/** Waits between a death and the next start, doubling; and how many restarts in a minute are too many. */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
const STORM_RESTARTS = 5;
const STORM_MS = 60_000;
/** How often a worker's silence is looked at, and how late that may come before this process itself was not running. */
const LOOK_MS = 500;
const SLEPT_MS = 2_000;
/** A worker that works says something each second; one that has been silent for so long is stuck. */
const SILENT_MS = 5_000;
/** Starting a process on a busy machine may take long. */
const START_MS = 30_000;

export interface SupervisedOptions {
  readonly name: string;
  /** Starts the process, as soon as what it needs is there; called again after each death. */
  readonly start: () => Worker | Promise<Worker>;
  /** Called with a fresh port whenever the worker is ready: the first time, and after each restart. */
  readonly onPort: (port: Port) => void;
  /** It died, or is ended to be started anew: nothing of its port comes any more. */
  readonly onDown?: () => void;
  /** It died, or was found stuck, before {@link onDown}. */
  readonly onFault?: () => void;
  readonly onState?: (worker: SupervisedWorker) => void;
  /** One line for a person about a death, or about giving up. */
  readonly onTrouble: (message: string, fatal: boolean) => void;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly schedule: (task: () => void, ms: number) => Undo;
  /** After so long a silence the process is stuck, and is ended; 5 s unless given. */
  readonly silentMs?: number;
}

/** What is peculiar to one worker. */
export type WorkerJoin = Pick<SupervisedOptions, "start" | "onPort" | "onDown" | "onFault">;

/** `waiting`: it died, and starts again when its time has come. `failed`: it is not started any more. */
export type WorkerState = "starting" | "ready" | "waiting" | "failed" | "stopped";

/**
 * A worker that may die at any moment, also while it starts: it is started again, later each time, until it dies too often to be of
 * use, or says itself that it cannot do its work. One that falls silent is ended and started anew.
 */
export class SupervisedWorker {
  readonly name: string;
  private current: WorkerState = "starting";
  /** How often it was started again. */
  restarts = 0;
  private readonly options: SupervisedOptions;
  private worker: Worker | null = null;
  private port: Port | null = null;
  /** Numbers the lives of the worker: what an earlier one still says or suffers is of no account. */
  private life = 0;
  private deaths: number[] = [];
  private waitMs = FIRST_WAIT_MS;
  private timer: Undo | null = null;
  private watch: Undo | null = null;
  private heardMs = 0;
  private first: { resolve: () => void; reject: (error: Error) => void } | null = null;

  constructor(options: SupervisedOptions) {
    this.options = options;
    this.name = options.name;
  }

  get state(): WorkerState {
    return this.current;
  }

  private set state(state: WorkerState) {
    this.current = state;
    this.options.onState?.(this);
  }

  /** Resolves when the worker is ready; rejects where it says that it cannot do its work, or dies too often on the way. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.first = { resolve, reject };
      this.launch();
    });
  }

  /** Does nothing while the worker is down: what it misses it finds in the log. */
  post(message: string | ArrayBuffer): void {
    this.port?.post(message);
  }

  /** Joins a page to the worker's views; while it is down the page's port is closed with a word that it comes back. */
  attach(page: Port, opener?: Opener): void {
    if (this.worker === null || this.port === null) page.close(`the ${this.options.name} is being started`);
    else this.worker.attach(page, opener);
  }

  /** Joins this feed to a fold worker, where both are there. */
  joinFold(fold: SupervisedWorker): void {
    if (this.port !== null && this.worker !== null && fold.worker !== null) this.worker.joinFold(fold.worker);
  }

  /** Ends the process and starts it anew: what it knows is to be built again from the log. One that was given up gets another chance. */
  restart(): void {
    if (this.state === "stopped") return;
    this.deaths = [];
    this.replace();
  }

  async stop(): Promise<void> {
    this.state = "stopped";
    const worker = this.release();
    this.first?.reject(new Error(`${this.name} was stopped before it was ready`));
    this.first = null;
    await worker?.stop();
  }

  private replace(graceMs?: number): void {
    const worker = this.release();
    const { life } = this;
    this.restarts++;
    this.state = "starting";
    this.options.onDown?.();
    // Only one process at a time: two stores would write one file.
    void (worker?.stop(graceMs) ?? Promise.resolve()).then(() => {
      if (life === this.life) this.launch();
    });
  }

  private launch(): void {
    const life = ++this.life;
    this.state = "starting";
    this.run(life).catch((error: unknown) => {
      if (life === this.life) this.died(error instanceof Error ? error.message : String(error), error instanceof StartError && error.refused, 0);
    });
  }

  private async run(life: number): Promise<void> {
    const { start, onPort, clock } = this.options;
    const worker = await start();
    if (life !== this.life) {
      await worker.stop();
      return;
    }
    this.worker = worker;
    const startedMs = clock();
    worker.onDeath((message) => {
      // Before it was ready, `ready` says it, and whether the worker gave a reason.
      if (life === this.life && this.state === "ready") this.died(message, false, clock() - startedMs);
    });
    this.listenFor(life, START_MS);
    await worker.ready;
    if (life !== this.life) return;
    this.state = "ready";
    const port = worker.openPort();
    this.port = port;
    port.onMessage(() => void (this.heardMs = clock()));
    this.listenFor(life, this.options.silentMs ?? SILENT_MS);
    onPort(port);
    this.first?.resolve();
    this.first = null;
  }

  /** Ends the worker where nothing is heard of it for so long; where this process did not run meanwhile, nothing could be heard. */
  private listenFor(life: number, silentMs: number): void {
    const { clock, schedule } = this.options;
    this.watch?.();
    this.heardMs = clock();
    let lookedMs = this.heardMs;
    const look = (): void => {
      const nowMs = clock();
      if (nowMs - lookedMs > SLEPT_MS) this.heardMs = nowMs;
      lookedMs = nowMs;
      if (life !== this.life) return;
      if (nowMs - this.heardMs < silentMs) this.watch = schedule(look, LOOK_MS);
      else this.stuck(silentMs);
    };
    this.watch = schedule(look, LOOK_MS);
  }

  private stuck(silentMs: number): void {
    const message = `${this.name} has not answered for ${silentMs / 1_000} s`;
    if (this.isStorm()) this.died(message, false, 0);
    else {
      this.options.onTrouble(`${message}; it is ended and started anew`, false);
      this.options.onFault?.();
      this.replace(0);
    }
  }

  private died(message: string, refused: boolean, livedMs: number): void {
    void this.release()?.stop(0);
    this.options.onFault?.();
    this.options.onDown?.();
    if (refused) return this.giveUp(message);
    if (this.isStorm()) return this.giveUp(`${message}; it died ${this.deaths.length} times within a minute and is not started again`);
    if (livedMs > STORM_MS) this.waitMs = FIRST_WAIT_MS;
    this.state = "waiting";
    this.options.onTrouble(`${message}; starting it again`, false);
    this.timer = this.options.schedule(() => {
      this.restarts++;
      this.launch();
    }, this.waitMs);
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
  }

  /** Counts a death; true where there were too many. */
  private isStorm(): boolean {
    const nowMs = this.options.clock();
    this.deaths = [...this.deaths.filter((ms) => nowMs - ms < STORM_MS), nowMs];
    return this.deaths.length > STORM_RESTARTS;
  }

  private giveUp(message: string): void {
    this.state = "failed";
    if (this.first === null) this.options.onTrouble(message, true);
    this.first?.reject(new Error(message));
    this.first = null;
  }

  /** Lets go of the process, its port and every timer; what it still says is not heard. */
  private release(): Worker | null {
    const { worker, port } = this;
    this.life++;
    this.worker = null;
    this.port = null;
    this.timer?.();
    this.watch?.();
    port?.close();
    return worker;
  }
}
