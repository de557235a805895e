import type { Opener, Port } from "../core/contract/port.ts";
import type { WorkerFact } from "../core/contract/worker-fact.ts";

/** A worker's line to its host, whatever started it. */
export interface HostLine {
  /** Calls `onPort` for each port that the host opens or hands on, before any message of it. */
  listen(onPort: (port: Port, opener: Opener) => void): void;
  tell(fact: WorkerFact): void;
  /** Ends this process once the host has been told why. */
  fail(message: string): void;
}
