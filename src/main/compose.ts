import type { Opener, Port, Undo } from "../core/contract/port.ts";
import type { PagePorts } from "./desk/page-ports.ts";
import { openLiveDesk } from "./desk/open-live-desk.ts";
import { openReplayDesk } from "./desk/replay-desk.ts";
import type { Launch } from "./launch.ts";
import { dataFolder } from "./settings/data-folder.ts";

/** How long a worker may take to end by itself before it is killed. */
export const STOP_MS = 2_000;

/** A worker process as the shell sees it, whatever started it. */
export interface Worker {
  /** Resolves when it is ready for ports; rejects with a `StartError` of one line where it ends before. */
  readonly ready: Promise<void>;
  /** A port of the shell's own, for the worker's work. */
  openPort(): Port;
  /** Joins a page to its views, or another reader to its state: the host hands the port on where it can, else messages pass through the shell. */
  attach(page: Port, opener?: Opener): void;
  /** Joins this feed to a fold worker of the same host: each gets one end of a port, past the shell where the host can. */
  joinFold(fold: Worker): void;
  /** Called once when the process is gone before `stop`; `message` is one line for a person. */
  onDeath(listener: (message: string) => void): Undo;
  /** Ends the process, by force where it has not ended by itself in `graceMs` ({@link STOP_MS} unless given); resolves when it is gone. */
  stop(graceMs?: number): Promise<void>;
}

/** The programs a host starts, each in a process of its own. */
export type WorkerName =
  | "replay-worker"
  | "catalogue-worker"
  | "demo-exchange"
  | "feed-worker"
  | "book-worker"
  | "analytics-worker"
  | "store-worker"
  | "metadata-worker"
  | "ccxt-worker"
  | "history-worker"
  | "screen-worker";

/** What differs between hosts: how a worker process is started, and how pages reach the desk. */
export interface Host {
  startWorker(name: WorkerName, args: readonly string[]): Worker;
  /** Serves the page; resolves with its address. */
  servePages(onPage: (port: Port) => void): Promise<string>;
  /** Closes the pages and their server. */
  close(): Promise<void>;
}

export interface Workstation {
  /** The page's address. */
  readonly address: string;
  /** Shows a session file to every page beside the live desk, which goes on recording; absent where there is no live desk. */
  readonly openSession?: (tape: string) => Promise<void>;
  /** Resolves with one line where the desk can do no more. */
  readonly failed: Promise<string>;
  stop(): Promise<void>;
}

/** What pages look at. */
export interface Desk {
  readonly ports: PagePorts;
  /** Resolves with one line where it can do no more. */
  readonly failed: Promise<string>;
  readonly openSession?: (tape: string) => Promise<void>;
  /** Ends its processes. */
  stop(): Promise<void>;
}

/** Opens a desk and serves pages of it. Nothing is served of a desk that cannot be opened, and nothing of it is left running. */
export async function compose(host: Host, { tape, speed, live }: Launch): Promise<Workstation> {
  let desk: Desk | null = null;
  const stop = async (): Promise<void> => {
    await Promise.all([host.close(), desk?.stop()]);
  };
  try {
    const folder = dataFolder({ env: process.env, platform: process.platform });
    const say = (line: string): void => void process.stderr.write(`tapedeck: ${line}\n`);
    const opened = (desk = tape === null ? openLiveDesk(host, live, folder, say) : await openReplayDesk(host, { tape, speed }));
    const address = await host.servePages((page) => opened.ports.take(page));
    return { address, failed: opened.failed, stop, ...(opened.openSession && { openSession: opened.openSession }) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Passes messages between two ports untouched; one that closes closes the other. A worker that died has said so to the page itself. */
export function relay(a: Port, b: Port): void {
  a.onMessage((message) => b.post(message));
  b.onMessage((message) => a.post(message));
  a.onClose((reason) => b.close(reason));
  b.onClose((reason) => a.close(reason));
}
