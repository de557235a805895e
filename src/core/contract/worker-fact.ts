import type { Opener } from "./port.ts";

/** What a worker says of itself to the host that started it. */
export type WorkerFact = { readonly kind: "ready" } | { readonly kind: "failed"; readonly message: string };

/** What a host says to a worker that has no pipe to be closed; a port comes as the one port of its message. */
export type HostOrder = { readonly kind: "port"; readonly opener: Opener } | { readonly kind: "stop" };
