import { Emitter, Once } from "./port-events.ts";
import type { Opener, Port, PortMessage, Undo } from "./port.ts";

/** How many ports share one channel between two processes: each message names its port. */
export type PortEnvelope =
  | { readonly port: number; readonly kind: "open"; readonly opener: Opener }
  | { readonly port: number; readonly kind: "message"; readonly message: PortMessage }
  | { readonly port: number; readonly kind: "close"; readonly reason: string };

/**
 * One end of a channel that carries many ports, for hosts whose processes have a single pipe between them.
 * One end opens ports, the other is told of each by `onPort`, before any message of it.
 */
export class PortChannel {
  private readonly send: (envelope: PortEnvelope) => void;
  private readonly onPort: (port: Port, opener: Opener) => void;
  private readonly ports = new Map<number, ChannelPort>();
  private opened = 0;

  constructor(send: (envelope: PortEnvelope) => void, onPort: (port: Port, opener: Opener) => void) {
    this.send = send;
    this.onPort = onPort;
  }

  open(opener: Opener = "shell"): Port {
    const number = ++this.opened;
    this.send({ port: number, kind: "open", opener });
    return this.add(number);
  }

  /** Takes what the other end sent. A message of a port that is closed here was on its way when it closed: it is dropped. */
  receive(envelope: PortEnvelope): void {
    if (envelope.kind === "open") {
      this.onPort(this.add(envelope.port), envelope.opener);
      return;
    }
    const port = this.ports.get(envelope.port);
    if (port === undefined) return;
    if (envelope.kind === "message") {
      port.messages.emit(envelope.message);
      return;
    }
    this.ports.delete(envelope.port);
    port.closed.emit(envelope.reason);
  }

  /** The other process is gone: every port closes, and nothing is sent. */
  drop(reason: string): void {
    const ports = [...this.ports.values()];
    this.ports.clear();
    for (const port of ports) port.closed.emit(reason);
  }

  private add(number: number): ChannelPort {
    const port = new ChannelPort(
      (message) => {
        if (this.ports.has(number)) this.send({ port: number, kind: "message", message });
      },
      (reason) => {
        if (!this.ports.delete(number)) return;
        this.send({ port: number, kind: "close", reason });
        port.closed.emit(reason);
      },
    );
    this.ports.set(number, port);
    return port;
  }
}

class ChannelPort implements Port {
  readonly messages = new Emitter<PortMessage>();
  readonly closed = new Once<string>();
  readonly post: (message: PortMessage) => void;
  private readonly end: (reason: string) => void;

  constructor(post: (message: PortMessage) => void, end: (reason: string) => void) {
    this.post = post;
    this.end = end;
  }

  onMessage(listener: (message: PortMessage) => void): Undo {
    return this.messages.on(listener);
  }

  onClose(listener: (reason: string) => void): Undo {
    return this.closed.on(listener);
  }

  close(reason = ""): void {
    this.end(reason);
  }
}
