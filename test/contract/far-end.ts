import type { Port } from "../../src/core/contract/port.ts";

/** What the far end reports over the first port, which is its control: that the nth port after it was closed, and with which reason. */
export interface FarReport {
  readonly port: number;
  readonly closed: string;
}

/** Text that the far end obeys instead of sending it back. */
export const LAST_WORDS = "last words, then close: ";

/**
 * The far end of the port contract, in whatever process it lies: takes each port of its host, sends back what it hears, and
 * closes on request with the reason asked for.
 */
export function farEnd(): (port: Port) => void {
  let control: Port | null = null;
  let taken = 0;
  return (port) => {
    if (control === null) {
      control = port;
      port.onMessage((message) => port.post(message));
      return;
    }
    const number = ++taken;
    port.onClose((closed) => control?.post(JSON.stringify({ port: number, closed } satisfies FarReport)));
    port.onMessage((message) => {
      if (typeof message !== "string" || !message.startsWith(LAST_WORDS)) return port.post(message);
      port.post("last words");
      port.post(new Uint8Array([1, 2, 3]).buffer);
      port.close(message.slice(LAST_WORDS.length));
      port.post("after the end");
    });
  };
}
