import { type RawData, WebSocket } from "ws";
import { HANDSHAKE_TIMEOUT_MS, MAX_MESSAGE_PAYLOAD, type OpenSocket, type Socket, type SocketEvents } from "./world.ts";

/** How long the other end may take to answer our close. */
const CLOSE_TIMEOUT_MS = 1_000;
const ABNORMAL = 1006;

/**
 * A WebSocket of `ws`. It inflates nothing (a small compressed frame can hold gigabytes), follows no redirect, and hands on text that
 * is no UTF-8 as it came: what to make of a message is decided after it is recorded.
 */
export const openWsSocket: OpenSocket = (url, events): Socket => {
  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_PAYLOAD,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    followRedirects: false,
    skipUTF8Validation: true,
  });
  listen(socket, events);
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    ping: () => {
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    end: () => {
      socket.removeAllListeners();
      // Closing a socket that is still opening is an error to `ws`, and here what is wanted.
      socket.on("error", () => socket.terminate());
      if (socket.readyState !== WebSocket.OPEN) {
        socket.terminate();
        return;
      }
      socket.close(1000);
      socket.resume(); // a paused socket would never read the other end's answer
      setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS).unref();
    },
  };
};

function listen(socket: WebSocket, events: SocketEvents): void {
  let failure = "";
  socket.on("open", () => events.onOpen());
  socket.on("message", (data: RawData, binary: boolean) => events.onMessage(data as Buffer, binary));
  socket.on("ping", () => events.onPulse());
  socket.on("pong", () => events.onPulse());
  // `close` follows, and tells it.
  socket.on("error", (error) => (failure = error.message));
  socket.on("close", (code, reason) => events.onClose(code === 0 ? ABNORMAL : code, reason.length > 0 ? reason.toString() : failure));
}
