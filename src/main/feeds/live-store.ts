import { type StoreCommand, type StoreEvent, storeEventSchema, type StoreStatus } from "../../core/contract/live-fold.ts";
import type { Port, PortMessage } from "../../core/contract/port.ts";
import type { WorkerUsage } from "../../core/contract/worker-usage.ts";
import type { Worker } from "../compose.ts";
import type { SupervisedOptions, SupervisedWorker } from "../supervisor/supervised-worker.ts";
import { LogPosition } from "./log-position.ts";

export interface LiveStoreOptions {
  readonly supervise: (options: Pick<SupervisedOptions, "start" | "onPort" | "onDown">) => SupervisedWorker;
  /** Starts the process: the first of the session, or one that goes on after it. */
  readonly start: (again: boolean) => Worker;
  readonly onUsage: (worker: SupervisedWorker, usage: WorkerUsage) => void;
  /** It is there, and holds every frame up to `rx`. */
  readonly onReady: (rx: number) => void;
  readonly onStored: (event: Extract<StoreEvent, { type: "frames.stored" }>) => void;
  readonly onHole: (afterRx: number) => void;
  readonly onRolled: (event: Extract<StoreEvent, { type: "store.rolled" }>) => void;
  readonly onClosed: (rx: number) => void;
  readonly onFailed: (message: string) => void;
}

/** The store of a live desk: the only writer of its file, and what the shell knows of it. */
export class LiveStore {
  readonly worker: SupervisedWorker;
  readonly position = new LogPosition();
  status: StoreStatus | null = null;
  private readonly options: LiveStoreOptions;

  constructor(options: LiveStoreOptions) {
    this.options = options;
    let begun = false;
    this.worker = options.supervise({
      start: () => {
        const again = begun;
        begun = true;
        return options.start(again);
      },
      onPort: (port) => this.join(port),
      onDown: () => this.position.storeDown(),
    });
  }

  tell(command: StoreCommand): void {
    this.worker.post(JSON.stringify(command));
  }

  /** Asks for what it lacks where perhaps no batch comes any more that would show it its hole. `lastRx`: the last frame there is. */
  lookForHole(lastRx: number): void {
    if (this.position.isUp && this.position.sentRx < lastRx) this.options.onHole(this.position.sentRx);
  }

  private join(port: Port): void {
    const { onUsage, onReady, onStored, onHole, onRolled, onClosed, onFailed } = this.options;
    port.onMessage((message) => {
      const event = storeEventSchema.parse(JSON.parse(textOf(message)));
      if (event.type === "worker.usage") onUsage(this.worker, event);
      else if (event.type === "store.status") this.status = event;
      else if (event.type === "frames.stored") {
        this.position.committed(event.rx);
        onStored(event);
      } else if (event.type === "frames.resend") onHole(event.afterRx);
      else if (event.type === "store.ready") {
        this.position.storeReady(event.rx);
        onReady(event.rx);
      } else if (event.type === "store.rolled") onRolled(event);
      else if (event.type === "store.closed") onClosed(event.rx);
      else onFailed(event.message);
    });
  }
}

function textOf(message: PortMessage): string {
  if (typeof message !== "string") throw new Error("the store sends no data messages");
  return message;
}
