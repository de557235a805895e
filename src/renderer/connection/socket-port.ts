import { fitReason } from "../../core/contract/close-reason.ts";
import { Emitter, Once } from "../../core/contract/port-events.ts";
import type { Port, PortMessage } from "../../core/contract/port.ts";

/** Opens the page's port to the desk. Resolves when it is open; rejects where nobody answers. */
export function connectSocket(url: URL): Promise<Port> {
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  const messages = new Emitter<PortMessage>();
  const closed = new Once<string>();
  socket.addEventListener("message", ({ data }: MessageEvent<PortMessage>) => messages.emit(data));
  socket.addEventListener("close", ({ reason }) => closed.emit(reason));
  const port: Port = {
    post: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(message);
    },
    onMessage: (listener) => messages.on(listener),
    onClose: (listener) => closed.on(listener),
    close: (reason = "") => socket.close(1_000, fitReason(reason)),
  };
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", () => resolve(port));
    closed.on((reason) => reject(new Error(reason === "" ? "the desk does not answer" : reason)));
  });
}
