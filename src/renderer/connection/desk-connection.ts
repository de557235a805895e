import { type Command, type DeskEvent, decodeEvent, encodeControl } from "../../core/contract/desk.ts";
import { Emitter } from "../../core/contract/port-events.ts";
import type { Port, PortMessage, Undo } from "../../core/contract/port.ts";
import { decodeStreamView, type StreamView } from "../../core/contract/view-of-stream.ts";
import { Store } from "../stores/store.ts";

/**
 * `connecting`: nothing heard yet. `open`: the desk talks to us. `lost`: the port closed, tried again after `retryMs`.
 * `failed`: the desk said that nothing more will come; `message` says why.
 */
export type ConnectionState =
  | { readonly phase: "connecting" | "open" }
  | { readonly phase: "lost"; readonly message: string; readonly retryMs: number }
  | { readonly phase: "failed"; readonly message: string };

/** Waits between attempts: quick while a hiccup is likely, then patient. */
const RETRY_MS = [250, 500, 1_000, 2_000, 5_000] as const;

export interface DeskConnectionOptions {
  readonly connect: () => Promise<Port>;
  readonly schedule: (task: () => void, ms: number) => Undo;
}

/** The page's end of the desk: keeps a port open, and checks and sorts what comes over it. */
export class DeskConnection {
  readonly state = new Store<ConnectionState>({ phase: "connecting" });
  private readonly options: DeskConnectionOptions;
  private readonly events = new Emitter<DeskEvent>();
  private readonly views = new Emitter<StreamView>();
  private port: Port | null = null;
  private attempts = 0;
  private cancelRetry: Undo | null = null;

  constructor(options: DeskConnectionOptions) {
    this.options = options;
  }

  onEvent(listener: (event: DeskEvent) => void): Undo {
    return this.events.on(listener);
  }

  onView(listener: (view: StreamView) => void): Undo {
    return this.views.on(listener);
  }

  /** Connects now, also where an attempt was to come later. */
  open(): void {
    this.cancelRetry?.();
    this.cancelRetry = null;
    this.options.connect().then(
      (port) => this.attach(port),
      (error: unknown) => this.lose(error instanceof Error ? error.message : String(error)),
    );
  }

  /** Sends a command; without a connection it is dropped, and the state says so. */
  send(command: Command): void {
    this.port?.post(encodeControl(command));
  }

  private attach(port: Port): void {
    this.port = port;
    this.state.set({ phase: "connecting" });
    port.onMessage((message) => this.receive(port, message));
    port.onClose((reason) => {
      this.port = null;
      this.lose(reason);
    });
  }

  private receive(port: Port, message: PortMessage): void {
    if (this.state.get().phase === "failed") return;
    try {
      if (typeof message === "string") this.event(decodeEvent(message));
      else this.views.emit(decodeStreamView(message));
    } catch (error) {
      // A message out of the contract means that page and desk are not of one build: going on would show wrong numbers.
      this.state.set({
        phase: "failed",
        message: `The desk sent what this page does not understand (${error instanceof Error ? error.message : String(error)}). Reload the page.`,
      });
      port.close();
      throw error;
    }
  }

  private event(event: DeskEvent): void {
    if (event.type === "session.opened") {
      this.attempts = 0;
      this.state.set({ phase: "open" });
    }
    if (event.type === "session.failed") this.state.set({ phase: "failed", message: event.message });
    this.events.emit(event);
  }

  private lose(message: string): void {
    if (this.state.get().phase === "failed") return;
    const retryMs = RETRY_MS[Math.min(this.attempts++, RETRY_MS.length - 1)] as number;
    this.state.set({ phase: "lost", message, retryMs });
    this.cancelRetry = this.options.schedule(() => this.open(), retryMs);
  }
}
