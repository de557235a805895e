/** The page asks the shell for a port to the desk; carries nothing. */
export const PORT_REQUEST = "port.request";

/** The shell tells the page of its ports, each by a number of its own: {@link PortNews}. */
export const PORT_NEWS = "port.news";

/**
 * `port.offer` carries the port that was asked for, as the one port of the message. `port.lost` says that the process at its other end
 * is gone: a page's `MessagePort` itself says nothing then (Chromium keeps its `close` event behind a flag).
 */
export type PortNews =
  | { readonly type: "port.offer"; readonly port: number }
  | { readonly type: "port.lost"; readonly port: number; readonly reason: string };

/** What the preload puts into the page, under this name: all that the page has of Electron. */
export const BRIDGE = "tapedeck";

export interface PageBridge {
  /** Asks for a port to the desk. The news of it, and of its loss, come as messages of the window to itself. */
  requestPort(): void;
}
