import { type Command, decodeCommand, type DeskEvent, encodeControl } from "../../src/core/contract/desk.ts";
import { Emitter, Once } from "../../src/core/contract/port-events.ts";
import type { Port, PortMessage } from "../../src/core/contract/port.ts";
import { decodeShellCommand, encodeShell, SHELL, type ShellCommand, type ShellEvent, type ViewSource } from "../../src/core/contract/shell.ts";

/** The desk's end of one port of a page, in the same process. */
export class FakePort implements Port {
  readonly to: string;
  readonly sent: PortMessage[] = [];
  private readonly inbox = new Emitter<PortMessage>();
  private readonly closed = new Once<string>();

  constructor(to: string) {
    this.to = to;
  }

  readonly post = (message: PortMessage): void => void this.sent.push(message);
  readonly onMessage = (listener: (message: PortMessage) => void) => this.inbox.on(listener);
  readonly onClose = (listener: (reason: string) => void) => this.closed.on(listener);
  readonly close = (): void => this.closed.emit("");

  /** The desk says this to the page. */
  say(message: PortMessage): void {
    this.inbox.emit(message);
  }

  /** The process at the other end is gone. */
  lose(reason: string): void {
    this.closed.emit(reason);
  }
}

/** Two sources, as a live desk of one book and one analytics worker has them. */
export const SOURCES: ViewSource[] = [
  { name: "book-1", parts: ["book"] },
  { name: "analytics-1", parts: ["analytics"] },
];

/** A shell that does nothing by itself: tests say what it says, and read what it was asked. */
export class FakeShell {
  readonly ports: FakePort[] = [];
  reachable = true;

  readonly connect = async (to: string): Promise<Port> => {
    if (!this.reachable) throw new Error("the desk does not answer");
    const port = new FakePort(to);
    this.ports.push(port);
    return port;
  };

  /** The newest port to `to`. */
  port(to: string): FakePort {
    const port = this.ports.findLast((one) => one.to === to);
    if (port === undefined) throw new Error(`no port to ${to}`);
    return port;
  }

  say(event: ShellEvent): void {
    this.port(SHELL).say(encodeShell(event));
  }

  tell(source: string, event: DeskEvent): void {
    this.port(source).say(encodeControl(event));
  }

  openLive(sources = SOURCES): void {
    this.say({ type: "desk.opened", mode: "live", hasLive: true, venue: "demo", title: "Demo exchange (simulated)", session: "", sources });
  }

  openReplay(session: string, more: Partial<Extract<ShellEvent, { type: "desk.opened" }>> = {}): void {
    const sources: ViewSource[] = [{ name: `replay of ${session}`, parts: ["book", "analytics"] }];
    this.say({ type: "desk.opened", mode: "replay", hasLive: true, venue: "demo", title: "Demo exchange (simulated)", session, sources, ...more });
  }

  /** What the page has asked of the shell, oldest first; each is told once. */
  get asked(): ShellCommand[] {
    return this.port(SHELL)
      .sent.splice(0)
      .map((message) => decodeShellCommand(textOf(message)));
  }

  /** What the page has told a source since it was asked last. */
  told(source: string): Command[] {
    return this.port(source)
      .sent.splice(0)
      .map((message) => decodeCommand(textOf(message)));
  }
}

function textOf(message: PortMessage): string {
  if (typeof message !== "string") throw new Error("a page sends no data messages");
  return message;
}

/** Lets what waits for a promise go on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A place that outlives nothing. */
export function memory(entries: Record<string, string> = {}): Storage {
  const kept = new Map(Object.entries(entries));
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
    key: (at) => [...kept.keys()][at] ?? null,
    get length() {
      return kept.size;
    },
  };
}
