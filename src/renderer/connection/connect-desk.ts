import type { Port } from "../../core/contract/port.ts";
import { connectPreload, pageBridge } from "./preload-port.ts";
import { connectSocket } from "./socket-port.ts";

/** Opens a port to the desk: through the preload in an Electron window, over a WebSocket in a browser. */
export function connectDesk(): Promise<Port> {
  const bridge = pageBridge();
  return bridge === undefined ? connectSocket(new URL("/port", location.href.replace(/^http/, "ws"))) : connectPreload(bridge);
}
