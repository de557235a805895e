import { join } from "node:path";
import type { Port } from "../../core/contract/port.ts";
import type { Host, Worker, WorkerName } from "../compose.ts";
import { ChildWorker } from "./child-worker.ts";
import { PageServer } from "./page-server.ts";

export interface HeadlessOptions {
  /** The folder of the built workers, and that of the built page. */
  readonly workers: string;
  readonly page: string;
  /** 0: any free port. */
  readonly port: number;
}

/** The host without Electron: workers are child processes, the page is served on loopback to a browser. */
export class HeadlessHost implements Host {
  private readonly options: HeadlessOptions;
  private server: PageServer | null = null;

  constructor(options: HeadlessOptions) {
    this.options = options;
  }

  startWorker(name: WorkerName, args: readonly string[]): Worker {
    return new ChildWorker(join(this.options.workers, `${name}.js`), args);
  }

  async servePages(onPage: (port: Port) => void): Promise<string> {
    this.server = await PageServer.listen({ root: this.options.page, port: this.options.port, onPage });
    return this.server.address;
  }

  async close(): Promise<void> {
    await this.server?.close();
  }
}
