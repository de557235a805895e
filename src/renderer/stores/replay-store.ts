import type { DeskEvent, DeskHealth, ReplayStatus } from "../../core/contract/desk.ts";
import { Store } from "./store.ts";

/** Which session is open; null until the desk has said so. */
export type OpenSession = Omit<Extract<DeskEvent, { type: "session.opened" }>, "type">;

export type Seeking = Extract<DeskEvent, { type: "replay.seeking" }>;

/** What the desk says about the replay as a whole, some ten times a second at most. */
export class ReplayStore {
  readonly session = new Store<OpenSession | null>(null);
  readonly status = new Store<ReplayStatus | null>(null);
  /** A seek or step that takes long; null while none does. */
  readonly seeking = new Store<Seeking | null>(null);
  readonly health = new Store<DeskHealth | null>(null);

  receive(event: DeskEvent): void {
    if (event.type === "session.opened") {
      const { type: _, ...session } = event;
      this.session.set(session);
    }
    if (event.type === "replay.seeking") this.seeking.set(event);
    if (event.type === "desk.health") this.health.set(event);
    if (event.type !== "replay.status") return;
    this.seeking.set(null);
    this.status.set(event);
  }

  clear(): void {
    this.session.set(null);
    this.status.set(null);
    this.seeking.set(null);
    this.health.set(null);
  }
}
