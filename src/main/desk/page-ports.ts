import { ContractError } from "../../core/contract/desk.ts";
import type { Port, PortMessage, Undo } from "../../core/contract/port.ts";
import { decodePortOpen, SHELL } from "../../core/contract/shell.ts";

/** Whoever takes a page's port: a worker, or what stands for one that is not there. */
export interface ViewSource {
  attach(page: Port): void;
}

/** Gives each port that a page opens to whom its first message names: to the shell itself, or to a source of views. */
export class PagePorts {
  private readonly onControl: (port: Port) => void;
  private readonly sources = new Map<string, ViewSource>();

  constructor(onControl: (port: Port) => void) {
    this.onControl = onControl;
  }

  /** Names a source; the undo forgets it, and leaves the ports that it holds alone. */
  add(name: string, source: ViewSource): Undo {
    this.sources.set(name, source);
    return () => {
      if (this.sources.get(name) === source) this.sources.delete(name);
    };
  }

  /** Takes a fresh port. One that begins with anything but its goal, or names a source that is not there, is closed with the reason. */
  take(port: Port): void {
    const undo = port.onMessage((message) => {
      undo();
      try {
        this.give(port, message);
      } catch (error) {
        if (!(error instanceof ContractError)) throw error;
        port.close(error.message);
      }
    });
  }

  /** The port is handed on within the event of its first message: what comes after that is the receiver's. */
  private give(port: Port, message: PortMessage): void {
    const { to } = decodePortOpen(message);
    const source = this.sources.get(to);
    if (to === SHELL) this.onControl(port);
    else if (source === undefined) port.close(`there is no "${to}" on this desk`);
    else source.attach(port);
  }
}
