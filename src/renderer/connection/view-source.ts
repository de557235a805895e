import { type Command, type DeskEvent, decodeEvent, encodeControl, type StreamName } from "../../core/contract/desk.ts";
import type { PortMessage } from "../../core/contract/port.ts";
import type { ViewSource as SourceDescription } from "../../core/contract/shell.ts";
import { decodeStreamView, type StreamView } from "../../core/contract/view-of-stream.ts";
import { KeptPort, type PortOptions } from "./kept-port.ts";

/** Says that the view numbered `seq` of one stream of one source is on the screen. Always the same function for the same two. */
export type Acknowledge = (seq: number) => void;

export interface SourceListener {
  /** A port to the source is open: what it is to know at once is sent now. */
  readonly onPort: (source: ViewSource) => void;
  readonly onEvent: (event: DeskEvent, source: ViewSource) => void;
  readonly onView: (view: StreamView, source: ViewSource) => void;
}

/** One process that sends views to this page: a replay, or the books or analytics of a live desk. */
export class ViewSource {
  readonly name: string;
  readonly parts: SourceDescription["parts"];
  readonly port: KeptPort;
  private readonly listener: SourceListener;
  private readonly acknowledgements = new Map<StreamName, Acknowledge>();

  constructor({ name, parts }: SourceDescription, options: PortOptions, listener: SourceListener) {
    this.name = name;
    this.parts = parts;
    this.listener = listener;
    this.port = new KeptPort(
      name,
      options,
      (message) => this.receive(message),
      () => listener.onPort(this),
    );
  }

  send(command: Command): void {
    this.port.post(encodeControl(command));
  }

  acknowledge(stream: StreamName): Acknowledge {
    let acknowledge = this.acknowledgements.get(stream);
    if (acknowledge === undefined) {
      acknowledge = (seq) => this.send({ type: "view.ack", stream, seq });
      this.acknowledgements.set(stream, acknowledge);
    }
    return acknowledge;
  }

  private receive(message: PortMessage): void {
    if (typeof message !== "string") {
      const view = decodeStreamView(message);
      this.port.opened();
      this.listener.onView(view, this);
      return;
    }
    const event = decodeEvent(message);
    if (event.type === "session.failed") this.port.fail(event.message);
    else this.port.opened();
    this.listener.onEvent(event, this);
  }
}
