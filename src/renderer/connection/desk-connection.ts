import type { Command, DeskEvent } from "../../core/contract/desk.ts";
import { Emitter } from "../../core/contract/port-events.ts";
import type { Undo } from "../../core/contract/port.ts";
import { decodeShellEvent, encodeShell, SHELL, type ShellCommand, type ShellEvent } from "../../core/contract/shell.ts";
import type { StreamView } from "../../core/contract/view-of-stream.ts";
import { Store } from "../stores/store.ts";
import { KeptPort, type PortOptions } from "./kept-port.ts";
import { ViewSource } from "./view-source.ts";

export type DeskOpened = Extract<ShellEvent, { type: "desk.opened" }>;

/** A source that is not heard. `failed`: it will not come back by itself. */
export interface DownSource {
  readonly name: string;
  readonly parts: ViewSource["parts"];
  readonly message: string;
  readonly failed: boolean;
}

/**
 * `connecting`: the shell, or no source yet, has spoken. `open`: views come, but from those in `down`.
 * `lost`: the shell is out of reach, tried again after `retryMs`. `failed`: nothing more will come.
 */
export type ConnectionState =
  | { readonly phase: "connecting" }
  | { readonly phase: "open"; readonly down: readonly DownSource[] }
  | { readonly phase: "lost"; readonly message: string; readonly retryMs: number }
  | { readonly phase: "failed"; readonly message: string };

/** The page's end of the desk: one port to the shell, and one to each source of the desk that is shown. */
export class DeskConnection {
  readonly state = new Store<ConnectionState>({ phase: "connecting" });
  /** The desk that is shown; null until the page has chosen to show one. */
  readonly desk = new Store<DeskOpened | null>(null);
  private readonly options: PortOptions;
  private readonly shell: KeptPort;
  private readonly shellEvents = new Emitter<ShellEvent>();
  private readonly events = new Emitter<{ readonly event: DeskEvent; readonly source: ViewSource }>();
  private readonly views = new Emitter<{ readonly message: StreamView; readonly source: ViewSource }>();
  private readonly ports = new Emitter<ViewSource>();
  private readonly lost = new Emitter<ViewSource>();
  private sources: readonly ViewSource[] = [];

  constructor(options: PortOptions) {
    this.options = options;
    this.shell = new KeptPort(SHELL, options, (message) => {
      if (typeof message !== "string") throw new Error("a data message from the shell");
      this.hear(decodeShellEvent(message));
    });
    this.shell.state.subscribe(() => {
      if (this.shell.state.get().phase === "lost") this.closeSources();
      this.assess();
    });
  }

  onShell(listener: (event: ShellEvent) => void): Undo {
    return this.shellEvents.on(listener);
  }

  onEvent(listener: (event: DeskEvent, source: ViewSource) => void): Undo {
    return this.events.on(({ event, source }) => listener(event, source));
  }

  onView(listener: (message: StreamView, source: ViewSource) => void): Undo {
    return this.views.on(({ message, source }) => listener(message, source));
  }

  /** Called when a port to a source is open, before it has said anything. */
  onPort(listener: (source: ViewSource) => void): Undo {
    return this.ports.on(listener);
  }

  /** Called when a source that is shown is out of reach: what it said last is of the past. */
  onLost(listener: (source: ViewSource) => void): Undo {
    return this.lost.on(listener);
  }

  /** Connects now, also where an attempt was to come later. */
  open(): void {
    this.shell.open();
  }

  /** Leaves the sources that are shown for those of `desk`. */
  show(desk: DeskOpened): void {
    this.closeSources();
    this.desk.set(desk);
    const listener = {
      onPort: (source: ViewSource) => this.ports.emit(source),
      onEvent: (event: DeskEvent, source: ViewSource) => this.events.emit({ event, source }),
      onView: (message: StreamView, source: ViewSource) => this.views.emit({ message, source }),
    };
    this.sources = desk.sources.map((source) => new ViewSource(source, this.options, listener));
    for (const source of this.sources) {
      source.port.state.subscribe(() => {
        const { phase } = source.port.state.get();
        if (phase === "lost" || phase === "failed") this.lost.emit(source);
        this.assess();
      });
      source.port.open();
    }
    this.assess();
  }

  /** Sends a command; without a connection it is dropped, and the state says so. */
  ask(command: ShellCommand): void {
    this.shell.post(encodeShell(command));
  }

  /** Tells every source that is shown. */
  send(command: Command): void {
    for (const source of this.sources) source.send(command);
  }

  private hear(event: ShellEvent): void {
    if (event.type === "desk.opened") this.shell.opened();
    if (event.type === "desk.trouble" && event.fatal) this.shell.fail(event.message);
    this.shellEvents.emit(event);
  }

  private closeSources(): void {
    for (const source of this.sources) source.port.close();
    this.sources = [];
  }

  private assess(): void {
    const shell = this.shell.state.get();
    if (shell.phase === "lost" || shell.phase === "failed") {
      this.state.set(shell);
      return;
    }
    const states = this.sources.map((source) => ({ source, state: source.port.state.get() }));
    const heard = states.some(({ state }) => state.phase === "open");
    const down = states.flatMap(({ source: { name, parts }, state }): DownSource[] =>
      state.phase === "lost" || state.phase === "failed" ? [{ name, parts, message: state.message, failed: state.phase === "failed" }] : [],
    );
    this.state.set(heard || down.length > 0 ? { phase: "open", down } : { phase: "connecting" });
  }
}
