import type { Port, PortMessage, Undo } from "../../core/contract/port.ts";
import { Store } from "../stores/store.ts";

/**
 * `connecting`: nothing heard yet. `open`: the other end talks to us. `lost`: the port closed, tried again after `retryMs`.
 * `failed`: nothing more will come; `message` says why.
 */
export type PortState =
  | { readonly phase: "connecting" | "open" }
  | { readonly phase: "lost"; readonly message: string; readonly retryMs: number }
  | { readonly phase: "failed"; readonly message: string };

/** Waits between attempts: quick while a hiccup is likely, then patient. */
const RETRY_MS = [250, 500, 1_000, 2_000, 5_000] as const;

export interface PortOptions {
  /** Opens a port to the shell or to a source of views. */
  readonly connect: (to: string) => Promise<Port>;
  readonly schedule: (task: () => void, ms: number) => Undo;
}

/** A port of the page to one process, asked for again whenever it is lost. Who reads it says when it is open and when it has failed. */
export class KeptPort {
  readonly state = new Store<PortState>({ phase: "connecting" });
  private readonly to: string;
  private readonly options: PortOptions;
  private readonly receive: (message: PortMessage) => void;
  private readonly greet: () => void;
  private port: Port | null = null;
  private attempts = 0;
  private cancelRetry: Undo | null = null;
  /** Whether an attempt is under way: another one would open a second port. */
  private connecting = false;
  private ended = false;

  /** `to`: as in `port.open`. What `receive` throws on fails the port; `greet` may say something on each port, before anything comes. */
  constructor(to: string, options: PortOptions, receive: (message: PortMessage) => void, greet: () => void = () => {}) {
    this.to = to;
    this.options = options;
    this.receive = receive;
    this.greet = greet;
  }

  /** Connects now, also where an attempt was to come later. */
  open(): void {
    this.cancelRetry?.();
    this.cancelRetry = null;
    if (this.connecting) return;
    this.connecting = true;
    this.options.connect(this.to).then(
      (port) => this.attach(port),
      (error: unknown) => {
        this.connecting = false;
        this.lose(error instanceof Error ? error.message : String(error));
      },
    );
  }

  /** Without a connection it is dropped, and the state says so. */
  post(message: string): void {
    this.port?.post(message);
  }

  /** The other end has said that it is there. */
  opened(): void {
    this.attempts = 0;
    if (this.state.get().phase === "connecting") this.state.set({ phase: "open" });
  }

  /** The other end has said that nothing more will come. */
  fail(message: string): void {
    this.state.set({ phase: "failed", message });
  }

  /** Gives the port up. */
  close(): void {
    this.ended = true;
    this.cancelRetry?.();
    this.port?.close();
    this.port = null;
  }

  private attach(port: Port): void {
    this.connecting = false;
    if (this.ended) {
      port.close();
      return;
    }
    this.port = port;
    this.state.set({ phase: "connecting" });
    port.onMessage((message) => this.take(port, message));
    port.onClose((reason) => {
      this.port = null;
      this.lose(reason);
    });
    this.greet();
  }

  private take(port: Port, message: PortMessage): void {
    if (this.ended || this.state.get().phase === "failed") return;
    try {
      this.receive(message);
    } catch (error) {
      // A message out of the contract means that page and desk are not of one build: going on would show wrong numbers.
      this.fail(`the desk sent what this page does not understand (${error instanceof Error ? error.message : String(error)}). Reload the page`);
      port.close();
      throw error;
    }
  }

  private lose(message: string): void {
    if (this.ended || this.state.get().phase === "failed") return;
    const retryMs = RETRY_MS[Math.min(this.attempts++, RETRY_MS.length - 1)] as number;
    this.state.set({ phase: "lost", message, retryMs });
    this.cancelRetry = this.options.schedule(() => this.open(), retryMs);
  }
}
