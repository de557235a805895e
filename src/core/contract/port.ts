/** Ends a subscription. Calling it again does nothing. */
export type Undo = () => void;

/**
 * What travels between two processes: a control message as JSON text, or a data message as one ArrayBuffer.
 * Both look the same over every transport, so whoever relays a port never looks inside.
 */
export type PortMessage = string | ArrayBuffer;

/** No message is longer, in bytes: larger content is split by whoever makes it. */
export const MAX_MESSAGE_BYTES = 65_536;

/**
 * One end of an ordered channel between two processes, whatever carries it (child process, WebSocket, Electron's port).
 * A posted ArrayBuffer may be copied or not: the sender does not touch it again.
 */
export interface Port {
  /** Does nothing once the port is closed: the other end is gone, and `onClose` has said so. */
  post(message: PortMessage): void;
  onMessage(listener: (message: PortMessage) => void): Undo;
  /** Called once. `reason` is for a person, empty where the other end gave none. */
  onClose(listener: (reason: string) => void): Undo;
  close(reason?: string): void;
  /** Bytes posted that the other end has not taken yet, where the transport can tell. */
  readonly waitingBytes?: number;
}

/**
 * Who is at the other end of a worker's port: the shell that started it, with the worker's own work; a page that wants views; a screen that
 * reads what the fold holds of single instruments; to a fold worker the feed, whose frames come from there; to the feed a fold worker.
 */
export type Opener = "shell" | "page" | "reader" | "feed" | "fold";
