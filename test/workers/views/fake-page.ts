import {
  type Command,
  decodeEvent,
  type DeskEvent,
  encodeControl,
  type ReplayStatus,
  type StreamName,
  STREAMS,
} from "../../../src/core/contract/desk.ts";
import { Emitter, Once } from "../../../src/core/contract/port-events.ts";
import type { Port, PortMessage } from "../../../src/core/contract/port.ts";
import { decodeStreamView, type StreamView, type StreamViews } from "../../../src/core/contract/view-of-stream.ts";

/** A page as the replay sees it: reads everything, and acknowledges only when a test does. */
export class FakePage implements Port {
  /** All that came, in its order; and the same sorted. */
  readonly log: (DeskEvent | StreamView)[] = [];
  readonly events: DeskEvent[] = [];
  readonly received: { readonly [S in StreamName]: StreamViews[S][] } = {
    watchlist: [],
    chart: [],
    ladder: [],
    tape: [],
    ticker: [],
    liquidity: [],
    sparkline: [],
  };
  readonly closed = new Once<string>();
  private readonly inbox = new Emitter<PortMessage>();

  post(message: PortMessage): void {
    if (typeof message === "string") {
      const event = decodeEvent(message);
      this.events.push(event);
      this.log.push(event);
      return;
    }
    const streamView = decodeStreamView(message);
    const { stream, view } = streamView;
    this.log.push(streamView);
    (this.received[stream] as unknown[]).push(view);
  }

  readonly onMessage = (listener: (message: PortMessage) => void) => this.inbox.on(listener);
  readonly onClose = (listener: (reason: string) => void) => this.closed.on(listener);
  close(reason = ""): void {
    this.closed.emit(reason);
  }

  send(command: Command): void {
    this.inbox.emit(encodeControl(command));
  }

  raw(message: PortMessage): void {
    this.inbox.emit(message);
  }

  ack(stream: StreamName = "watchlist"): void {
    this.send({ type: "view.ack", stream, seq: this.received[stream].at(-1)?.seq ?? 0 });
  }

  /** Acknowledges the last view of every stream. */
  ackAll(): void {
    for (const stream of STREAMS) this.ack(stream);
  }

  get views(): StreamViews["watchlist"][] {
    return this.received.watchlist;
  }

  get status(): ReplayStatus {
    const last = this.events.findLast((event) => event.type === "replay.status");
    if (last === undefined) throw new Error("no status yet");
    return last;
  }

  get lastPrice(): string {
    const last = this.views.at(-1)?.rows[0]?.analytics?.last;
    return last == null ? "" : `${last.mantissa}e-${last.scale}`;
  }
}
