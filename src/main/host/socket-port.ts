import { WebSocket, type RawData } from "ws";
import { fitReason } from "../../core/contract/close-reason.ts";
import { Emitter, Once } from "../../core/contract/port-events.ts";
import type { Port, PortMessage, Undo } from "../../core/contract/port.ts";

/** A page that reads slower than this much waits is cut off: views are acknowledged, so a working page never holds more than one. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** RFC 6455: policy violation, try again later. */
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;

/** The desk's end of a page's WebSocket: control messages are text frames, data messages binary ones. */
export class SocketPort implements Port {
  private readonly socket: WebSocket;
  private readonly messages = new Emitter<PortMessage>();
  private readonly closed = new Once<string>();

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.on("message", (data: RawData, binary: boolean) => {
      // What was on its way when this end closed: `ws` reads on until the page has closed too.
      if (socket.readyState !== WebSocket.OPEN) return;
      // A text frame comes as a Buffer, whatever the binary type.
      this.messages.emit(binary ? (data as ArrayBuffer) : (data as Buffer).toString());
    });
    socket.on("close", (_code, reason) => this.closed.emit(reason.toString()));
    // `ws` closes the socket after an error, and what was wrong with it is the page's fault: `close` says all there is to do.
    socket.on("error", () => socket.terminate());
  }

  post(message: PortMessage): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    if (this.socket.bufferedAmount > MAX_WAITING_BYTES) {
      this.socket.close(TRY_AGAIN_LATER, "the page does not keep up");
      return;
    }
    this.socket.send(message);
  }

  onMessage(listener: (message: PortMessage) => void): Undo {
    return this.messages.on(listener);
  }

  onClose(listener: (reason: string) => void): Undo {
    return this.closed.on(listener);
  }

  close(reason = ""): void {
    this.socket.close(POLICY_VIOLATION, fitReason(reason));
  }
}
