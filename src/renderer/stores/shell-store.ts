import type { ShellEvent } from "../../core/contract/shell.ts";
import { Store } from "./store.ts";

export type DeskStatus = Extract<ShellEvent, { type: "desk.status" }>;
export type MarketsFound = Extract<ShellEvent, { type: "markets.found" }>;
/** What the shell says of the resources. */
export type ResourcesTold = Extract<ShellEvent, { type: "resources.changed" }>;
export type StoredSession = Extract<ShellEvent, { type: "sessions.listed" }>["sessions"][number];

/** What the shell says of the live desk, of its watchlist and of what is stored; some events a second at most. */
export class ShellStore {
  /** Null until it was said, and while the shell is out of reach. */
  readonly status = new Store<DeskStatus | null>(null);
  /** How much of the machine the live desk may take; null where there is none. */
  readonly resources = new Store<ResourcesTold | null>(null);
  readonly watchlist = new Store<readonly string[] | null>(null);
  /** The newest search; its answer is known by the number. */
  readonly searched = new Store({ request: 0, query: "" });
  /** The newest answer to a search. */
  readonly found = new Store<MarketsFound | null>(null);
  /** Null while an answer is awaited for the first time. */
  readonly sessions = new Store<readonly StoredSession[] | null>(null);

  receive(event: ShellEvent): void {
    if (event.type === "desk.status") this.status.set(event);
    if (event.type === "resources.changed") this.resources.set(event);
    if (event.type === "watchlist.changed") this.watchlist.set(event.instruments);
    if (event.type === "markets.found" && event.request >= (this.found.get()?.request ?? 0)) this.found.set(event);
    if (event.type === "sessions.listed") this.sessions.set(event.sessions);
  }

  /** What was said is of the past. */
  lose(): void {
    this.status.set(null);
    this.resources.set(null);
    this.watchlist.set(null);
    this.found.set(null);
  }
}
