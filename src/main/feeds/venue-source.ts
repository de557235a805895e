import { randomBytes } from "node:crypto";
import { ccxtEventSchema } from "../../core/contract/ccxt-process.ts";
import { type Emitter, Once } from "../../core/contract/port-events.ts";
import { workerUsageSchema } from "../../core/contract/worker-usage.ts";
import { ccxtExchange } from "../../core/venues/ccxt/venue.ts";
import type { WorkerName } from "../compose.ts";
import type { SupervisedOptions, SupervisedWorker } from "../supervisor/supervised-worker.ts";
import type { LiveDeskOptions, Trouble } from "./live-desk-options.ts";
import type { ProcessTable } from "./process-table.ts";

type Supervise = (name: WorkerName, options: Pick<SupervisedOptions, "start" | "onPort">) => SupervisedWorker;

/**
 * Where the feed finds its venue: at the venue's own addresses or the given endpoint; behind `ccxt:`, at the socket of a process that is
 * started for that exchange, and is as expendable as any exchange's socket. One that died comes back at the same address.
 */
export class VenueSource {
  private readonly endpoint: string | null;
  private readonly process: SupervisedWorker | null;
  private readonly path = randomBytes(16).toString("hex");
  private readonly listening = new Once<number>();
  private port = 0;
  private started: Promise<void> | null = null;

  constructor(
    { host, venue, endpoint }: Pick<LiveDeskOptions, "host" | "venue" | "endpoint">,
    supervise: Supervise,
    troubles: Emitter<Trouble>,
    processes: ProcessTable,
  ) {
    this.endpoint = endpoint;
    const exchange = ccxtExchange(venue);
    this.process =
      exchange === null
        ? null
        : supervise("ccxt-worker", {
            start: () => host.startWorker("ccxt-worker", [exchange, endpoint ?? "", String(this.port), this.path]),
            onPort: (port) =>
              port.onMessage((message) => {
                const event = eventSchema.parse(JSON.parse(typeof message === "string" ? message : ""));
                if (event.type === "worker.usage") for (const worker of this.workers) processes.note(worker, event);
                else if (event.type === "ccxt.trouble") troubles.emit({ worker: "ccxt-worker", message: event.message, fatal: false });
                else {
                  this.port = event.port;
                  this.listening.emit(event.port);
                }
              }),
          });
  }

  /** The process that it runs, where it needs one. */
  get workers(): readonly SupervisedWorker[] {
    return this.process === null ? [] : [this.process];
  }

  /** What the feed is started with; empty for the venue's own addresses. Rejects where the process of a ccxt exchange cannot be started. */
  async address(): Promise<string> {
    if (this.process === null) return this.endpoint ?? "";
    this.started ??= this.process.start();
    await this.started;
    const port = await new Promise<number>((resolve) => this.listening.on(resolve));
    return `ws://127.0.0.1:${port}/${this.path}`;
  }

  async stop(): Promise<void> {
    await this.process?.stop();
  }
}

const eventSchema = ccxtEventSchema.or(workerUsageSchema);
