import type { Undo } from "../../core/contract/port.ts";
import type { Host } from "../compose.ts";
import type { PagePorts } from "./page-ports.ts";

/** A replay that a page has to itself. */
export interface OpenReplay {
  /** Its source's name, which no other has. */
  readonly source: string;
  /** The session file. */
  readonly tape: string;
  /** Called once where its process dies, with one line for a person. */
  onDeath(listener: (message: string) => void): Undo;
  /** Ends its process. */
  close(): Promise<void>;
}

/** Replays beside the live desk: each in a process of its own, under a name of its own. */
export class Replays {
  private readonly host: Host;
  private readonly ports: PagePorts;
  private readonly open = new Set<OpenReplay>();
  private started = 0;

  constructor(host: Host, ports: PagePorts) {
    this.host = host;
    this.ports = ports;
  }

  /** Opens a session file, at a receive time (Unix ns) or at its beginning; rejects with one line where it cannot be read. */
  async start(tape: string, atNs: string | null): Promise<OpenReplay> {
    const worker = this.host.startWorker("replay-worker", [tape, "1", ...(atNs === null ? [] : [atNs])]);
    try {
      await worker.ready;
    } catch (error) {
      await worker.stop();
      throw error;
    }
    const source = `replay-${++this.started}`;
    const forget = this.ports.add(source, worker);
    const replay: OpenReplay = {
      source,
      tape,
      onDeath: (listener) => worker.onDeath(listener),
      close: async () => {
        forget();
        this.open.delete(replay);
        await worker.stop();
      },
    };
    this.open.add(replay);
    return replay;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.open].map((replay) => replay.close()));
  }
}
