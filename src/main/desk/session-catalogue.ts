import { basename } from "node:path";
import { decodeCatalogueEvent, type StoredSession } from "../../core/contract/catalogue.ts";
import type { ShellEvent } from "../../core/contract/shell.ts";
import type { Host } from "../compose.ts";

export type ListedSession = Extract<ShellEvent, { type: "sessions.listed" }>["sessions"][number];

/** The session files that a page may open: those in the user's folders, and those that were opened by name. Each has a name of its own. */
export class SessionCatalogue {
  private readonly host: Host;
  private readonly folders: readonly string[];
  private readonly opened = new Set<string>();
  private readonly paths = new Map<string, string>();

  constructor(host: Host, folders: readonly string[]) {
    this.host = host;
    this.folders = folders;
  }

  /** Names a file that lies elsewhere. */
  open(path: string): string {
    this.opened.add(path);
    return this.nameOf(path);
  }

  /** The file that was listed by this name; undefined where none was. */
  find(name: string): string | undefined {
    return this.paths.get(name);
  }

  /** All sessions, newest first; `recording` is the file that is being written. Rejects with one line where they cannot be read. */
  async list(recording: string | null): Promise<ListedSession[]> {
    const sessions = await this.describe(recording === null ? [...this.opened] : [...this.opened, recording]);
    return sessions.map(({ path, ...about }) => ({ name: this.nameOf(path), ...about, recording: path === recording }));
  }

  private async describe(files: readonly string[]): Promise<StoredSession[]> {
    const worker = this.host.startWorker("catalogue-worker", [JSON.stringify(this.folders), JSON.stringify(files)]);
    try {
      await worker.ready;
      return await new Promise<StoredSession[]>((resolve, reject) => {
        const found: StoredSession[] = [];
        const port = worker.openPort();
        worker.onDeath((message) => reject(new Error(message)));
        port.onMessage((message) => {
          const { sessions, last } = decodeCatalogueEvent(message);
          found.push(...sessions);
          if (last) resolve(found);
        });
      });
    } finally {
      await worker.stop();
    }
  }

  /** The file's name, or its whole path where another file has that name. */
  private nameOf(path: string): string {
    const name = basename(path);
    const unique = (this.paths.get(name) ?? path) === path ? name : path;
    this.paths.set(unique, path);
    return unique;
  }
}
