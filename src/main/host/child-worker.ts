import { type ChildProcess, fork } from "node:child_process";
import type { Socket } from "node:net";
import { basename } from "node:path";
import { PortChannel, type PortEnvelope } from "../../core/contract/port-channel.ts";
import { Once } from "../../core/contract/port-events.ts";
import type { Opener, Port, Undo } from "../../core/contract/port.ts";
import { type LinkOrder, StartError, type WorkerFact } from "../../core/contract/worker-fact.ts";
import { relay, STOP_MS, type Worker } from "../compose.ts";
import { socketPair } from "./socket-pair.ts";

/** A worker as a child process of Node. It ends with its parent: the pipe between them closes, whatever the parent died of. */
export class ChildWorker implements Worker {
  readonly ready: Promise<void>;
  private readonly child: ChildProcess;
  private readonly channel: PortChannel;
  private readonly death = new Once<string>();
  private readonly gone: Promise<void>;
  private stopping = false;
  /** What the worker said it ends of. */
  private failure: string | null = null;

  constructor(script: string, args: readonly string[]) {
    this.child = fork(script, [...args], { serialization: "advanced", stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.channel = new PortChannel(
      (envelope) => this.send(envelope),
      () => this.child.kill(),
    );
    this.gone = new Promise((resolve) => {
      for (const event of ["exit", "error"] as const) this.child.once(event, () => resolve());
    });
    this.ready = new Promise((resolve, reject) => {
      this.child.on("message", (message) => {
        // What a worker says of itself, or of one of its ports.
        const fact = message as WorkerFact | PortEnvelope;
        if (fact.kind === "ready") resolve();
        else if (fact.kind === "failed") this.failure = fact.message;
        else this.channel.receive(fact);
      });
      this.death.on((message) => reject(new StartError(message, this.failure !== null)));
    });
    const name = basename(script, ".js");
    this.child.once("error", (error) => this.end(`${name}: ${error.message}`));
    // `close` and not `exit`: by then the last message was read, and it may say why. After `disconnect` only `exit` comes.
    this.child.once("close", (code, signal) => this.end(this.failure ?? `${name} ended with ${signal ?? `code ${code}`}`));
  }

  openPort(): Port {
    return this.channel.open();
  }

  attach(page: Port, opener: Opener = "page"): void {
    relay(page, this.channel.open(opener));
  }

  joinFold(fold: Worker): void {
    if (!(fold instanceof ChildWorker)) throw new Error("a worker of another host cannot be joined");
    socketPair().then(
      ([near, far]) => {
        this.hand("fold", near);
        fold.hand("feed", far);
      },
      // Where no socket can be had, this process passes on what they say.
      () => relay(this.channel.open("fold"), fold.channel.open("feed")),
    );
  }

  onDeath(listener: (message: string) => void): Undo {
    return this.death.on(listener);
  }

  async stop(graceMs = STOP_MS): Promise<void> {
    this.stopping = true;
    if (this.child.connected) this.child.disconnect();
    const kill = setTimeout(() => this.child.kill("SIGKILL"), graceMs);
    await this.gone;
    clearTimeout(kill);
    // Pages that are still joined to it are told: after `disconnect` no `close` comes that would.
    this.channel.drop("");
  }

  /** The other end of a socket whose process is gone closes with it. */
  private hand(opener: Opener, socket: Socket): void {
    if (this.child.connected) this.child.send({ kind: "link", opener } satisfies LinkOrder, socket, {}, () => {});
    else socket.destroy();
  }

  private send(envelope: PortEnvelope): void {
    // A pipe that breaks is no reason of its own: the process is gone, and its `close` says of what. Without a listener it would be an `error`.
    if (this.child.connected) this.child.send(envelope, () => {});
  }

  private end(message: string): void {
    if (!this.stopping) this.death.emit(message);
    this.channel.drop(message);
  }
}
