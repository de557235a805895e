import { EventEmitter } from "node:events";

interface Parcel {
  readonly data: unknown;
  readonly ports: readonly PortEnd[];
}

/** Takes what arrives at an end, once it is started. */
interface Receiver {
  receive(parcel: Parcel): void;
  disconnected(): void;
}

/**
 * One end of a channel, whoever holds it. It behaves as Electron's is documented to: messages are cloned when they are posted, cross later, and wait until
 * the end is started, also while it is handed on; only ports can be transferred, and a message with a buffer in its transfer list never arrives. What was
 * posted before a close arrives before it.
 */
export class PortEnd {
  peer: PortEnd | null = null;
  closed = false;
  private receiver: Receiver | null = null;
  private started = false;
  private readonly queue: Parcel[] = [];
  private scheduled = false;

  static pair(): [PortEnd, PortEnd] {
    const [a, b] = [new PortEnd(), new PortEnd()];
    [a.peer, b.peer] = [b, a];
    return [a, b];
  }

  hold(receiver: Receiver | null): void {
    this.receiver = receiver;
    this.started = false;
  }

  post(message: unknown, transfer: readonly unknown[]): void {
    const data = structuredClone(message);
    if (this.closed || this.peer === null || transfer.some((item) => item instanceof ArrayBuffer)) return;
    this.peer.queue.push({ data, ports: takeEnds(transfer) });
    this.peer.schedule();
  }

  start(): void {
    this.started = true;
    this.schedule();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.queue.length = 0;
    this.peer?.schedule();
  }

  private schedule(): void {
    if (this.scheduled || !this.started) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.deliver();
    });
  }

  private deliver(): void {
    while (this.started && !this.closed) {
      const parcel = this.queue.shift();
      if (parcel === undefined) break;
      this.receiver?.receive(parcel);
    }
    if (!this.started || this.closed || this.peer?.closed !== true) return;
    this.closed = true;
    this.receiver?.disconnected();
  }
}

/** Whatever wraps an end, and loses it when it is transferred. */
interface Transferable {
  detach(): PortEnd;
}

function isTransferable(item: unknown): item is Transferable {
  return item instanceof FakeMessagePortMain || item instanceof FakeDomPort;
}

/** The ends behind a transfer list; throws a TypeError where something else stands in it. */
export function takeEnds(transfer: readonly unknown[]): PortEnd[] {
  return transfer.map((item) => {
    if (!isTransferable(item)) throw new TypeError("only ports can be transferred");
    return item.detach();
  });
}

/** As main and a utility process hold a port. */
export class FakeMessagePortMain extends EventEmitter implements Transferable {
  private end: PortEnd | null;

  constructor(end: PortEnd) {
    super();
    this.end = end;
    end.hold({
      receive: ({ data, ports }) => void this.emit("message", { data, ports: ports.map((port) => new FakeMessagePortMain(port)) }),
      disconnected: () => void this.emit("close"),
    });
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    this.end?.post(message, transfer);
  }

  start(): void {
    this.end?.start();
  }

  close(): void {
    this.end?.close();
  }

  detach(): PortEnd {
    const end = this.end;
    if (end === null) throw new TypeError("the port was transferred already");
    this.end = null;
    end.hold(null);
    return end;
  }
}

export class FakeMessageChannelMain {
  readonly port1: FakeMessagePortMain;
  readonly port2: FakeMessagePortMain;

  constructor() {
    const [a, b] = PortEnd.pair();
    this.port1 = new FakeMessagePortMain(a);
    this.port2 = new FakeMessagePortMain(b);
  }
}

/** As a page holds a port: Chromium tells it of no close (its event for that is behind a flag). */
export class FakeDomPort extends EventTarget implements Transferable {
  private end: PortEnd | null;

  constructor(end: PortEnd) {
    super();
    this.end = end;
    end.hold({
      receive: ({ data, ports }) =>
        void this.dispatchEvent(Object.assign(new Event("message"), { data, ports: ports.map((port) => new FakeDomPort(port)) })),
      disconnected: () => {},
    });
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    this.end?.post(message, transfer);
  }

  start(): void {
    this.end?.start();
  }

  close(): void {
    this.end?.close();
  }

  detach(): PortEnd {
    const end = this.end;
    if (end === null) throw new TypeError("the port was transferred already");
    this.end = null;
    end.hold(null);
    return end;
  }
}
