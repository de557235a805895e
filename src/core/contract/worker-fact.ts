import type { Opener } from "./port.ts";

/** What a worker says of itself to the host that started it. */
export type WorkerFact = { readonly kind: "ready" } | { readonly kind: "failed"; readonly message: string };

/** What a host of child processes says with one end of a socket: it becomes a port. */
export interface LinkOrder {
  readonly kind: "link";
  readonly opener: Opener;
}

/** What a host says to a worker that has no pipe to be closed; a port comes as the one port of its message. */
export type HostOrder = { readonly kind: "port"; readonly opener: Opener } | { readonly kind: "stop" };

/** A worker ended before it was ready. */
export class StartError extends Error {
  override readonly name = "StartError";
  /** It said itself why it cannot do its work: trying again would not help. */
  readonly refused: boolean;

  constructor(message: string, refused: boolean) {
    super(message);
    this.refused = refused;
  }
}
