import { Emitter, Once } from "../../../src/core/contract/port-events.ts";
import type { Port, PortMessage, Undo } from "../../../src/core/contract/port.ts";
import { StartError } from "../../../src/core/contract/worker-fact.ts";
import type { Worker, WorkerName } from "../../../src/main/compose.ts";
import type { FakeTime } from "../../workers/feed/fake-world.ts";

/** How long a process takes to start, a message to pass, and a death to be noticed. */
const START_MS = 120;
const PASS_MS = 1;
const DEATH_MS = 3;
const USAGE_MS = 1_000;
/** How long a message from a feed takes to a fold worker: less or more than one takes over the shell. */
const LINK_MS = [1, 5];

/** What runs in a faked process: it is given its port, and timers that die with it. What it returns takes ports of other processes. */
export type Program = (port: Port, life: Life) => ((peer: Port) => void) | undefined;

export interface Life {
  readonly isAlive: () => boolean;
  readonly schedule: (task: () => void, ms: number) => Undo;
  /** Runs what comes from outside: not at all in a dead process, later in a frozen one. */
  readonly run: (task: () => void) => void;
  readonly wait: (ms: number) => Promise<void>;
  /** Called when the process is killed. */
  readonly onKill: (task: () => void) => void;
}

/** Thrown by a program: its process dies of it, or does not come back from it. */
export class Poison extends Error {
  readonly isStuck: boolean;

  constructor(isStuck: boolean) {
    super("poison");
    this.isStuck = isStuck;
  }
}

/** A worker process without a process: killed at any moment, it says nothing more, and what it had said still comes. */
export class FakeProcess implements Worker {
  readonly name: WorkerName;
  readonly ready: Promise<void>;
  /** Bytes posted to the shell. */
  postedBytes = 0;
  private readonly time: FakeTime;
  private readonly program: Program;
  private readonly death = new Once<string>();
  private readonly gone = new Once<null>();
  private readonly stops: (() => void)[] = [];
  private readonly onKill: (() => void)[] = [];
  private readonly closed: Once<string>[] = [];
  private takePeer: ((peer: Port) => void) | undefined;
  private links = 0;
  private alive = true;
  private frozen: (() => void)[] | null = null;
  private stopping = false;

  constructor(name: WorkerName, time: FakeTime, program: Program, refusal: string | null = null) {
    this.name = name;
    this.time = time;
    this.program = program;
    this.ready = new Promise((resolve, reject) => {
      this.death.on((message) => reject(new StartError(message, refusal !== null)));
      time.schedule(() => {
        if (refusal === null && this.alive) resolve();
        else if (this.alive) this.end(refusal ?? "");
      }, START_MS);
    });
    this.ready.catch(() => undefined);
  }

  get isReady(): boolean {
    return this.alive && this.closed.length > 0;
  }

  kill(): void {
    if (this.alive) this.end(`${this.name} ended with SIGKILL`);
  }

  /** It does nothing any more, and does not end. */
  freeze(): void {
    this.frozen ??= [];
  }

  openPort(): Port {
    const theirs = this.endOfPort();
    const ours = this.endOfPort();
    this.closed.push(ours.closed);
    const outside: Port = {
      post: (message) => this.pass(() => this.alive && this.inside(() => theirs.messages.emit(message))),
      onMessage: (listener) => ours.messages.on(listener),
      onClose: (listener) => ours.closed.on(listener),
      close: () => void (ours.dead = true),
    };
    const inside: Port = {
      post: (message) => {
        if (!this.alive) return;
        this.postedBytes += typeof message === "string" ? message.length : message.byteLength;
        this.pass(() => ours.dead || ours.messages.emit(message));
      },
      onMessage: (listener) => theirs.messages.on(listener),
      onClose: (listener) => theirs.closed.on(listener),
      close: () => {},
    };
    const schedule = (task: () => void, ms: number): Undo => this.time.schedule(() => this.inside(task), ms);
    const wait = (ms: number): Promise<void> => new Promise((resolve) => schedule(resolve, ms));
    const life: Life = { isAlive: () => this.alive, run: (task) => this.inside(task), schedule, wait, onKill: (task) => this.onKill.push(task) };
    const usage = (): void => {
      inside.post(JSON.stringify({ type: "worker.usage", pid: 1, cpuMs: 0, rssBytes: 0 }));
      schedule(usage, USAGE_MS);
    };
    this.pass(() => {
      if (!this.alive) return;
      if (this.name !== "metadata-worker") usage();
      this.inside(() => void (this.takePeer = this.program(inside, life)));
    });
    return outside;
  }

  attach(): void {
    throw new Error("no page here");
  }

  joinFold(fold: FakeProcess): void {
    const passMs = LINK_MS[this.links++ % LINK_MS.length] as number;
    const [near, far] = [this.endOfPort(), this.endOfPort()];
    const link = (from: FakeProcess, own: typeof near, to: FakeProcess, theirs: typeof far): void => {
      const pass = (task: () => void): void => void this.time.schedule(() => to.inside(() => theirs.dead || task()), passMs);
      from.onKill.push(() => this.time.schedule(() => pass(() => theirs.closed.emit("")), DEATH_MS));
      const port: Port = {
        post: (message) => from.alive && !own.dead && pass(() => theirs.messages.emit(message)),
        onMessage: (listener) => own.messages.on(listener),
        onClose: (listener) => own.closed.on(listener),
        close: () => {
          own.dead = true;
          own.closed.emit("");
          pass(() => theirs.closed.emit(""));
        },
      };
      from.pass(() => from.inside(() => from.takePeer?.(port)));
    };
    link(this, near, fold, far);
    link(fold, far, this, near);
  }

  onDeath(listener: (message: string) => void): Undo {
    return this.death.on(listener);
  }

  /** Called when the shell ends the process. */
  onStop(listener: () => void): void {
    this.stops.push(listener);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    for (const listener of this.stops.splice(0)) listener();
    if (this.alive) this.end("");
    await new Promise<void>((resolve) => this.gone.on(() => resolve()));
  }

  private inside(task: () => void): void {
    if (!this.alive) return;
    if (this.frozen !== null) {
      this.frozen.push(task);
      return;
    }
    try {
      task();
    } catch (error) {
      if (!(error instanceof Poison)) throw error;
      if (error.isStuck) this.freeze();
      else this.end(`${this.name} ended with SIGSEGV`);
    }
  }

  private end(message: string): void {
    this.alive = false;
    for (const task of this.onKill) task();
    this.time.schedule(() => {
      this.gone.emit(null);
      if (!this.stopping) this.death.emit(message);
      for (const closed of this.closed) closed.emit(message);
    }, DEATH_MS);
  }

  private pass(task: () => void): void {
    this.time.schedule(task, PASS_MS);
  }

  private endOfPort() {
    return { messages: new Emitter<PortMessage>(), closed: new Once<string>(), dead: false };
  }
}
