import type { Port } from "../../core/contract/port.ts";
import { encodeShell } from "../../core/contract/shell.ts";
import { connectPreload, pageBridge } from "./preload-port.ts";
import { connectSocket } from "./socket-port.ts";

/**
 * Opens a port to the shell or to a source of views: through the preload in an Electron window, over a WebSocket in a browser. Its
 * first message says whom it is for.
 */
export async function openPort(to: string): Promise<Port> {
  const bridge = pageBridge();
  const port = await (bridge === undefined ? connectSocket(new URL("/port", location.href.replace(/^http/, "ws"))) : connectPreload(bridge));
  port.post(encodeShell({ type: "port.open", to }));
  return port;
}
