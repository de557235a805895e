import type { DeskEvent, ReplayStatus } from "../../core/contract/desk.ts";
import { Store } from "./store.ts";

/** Which session is open; null until the desk has said so. */
export type OpenSession = Omit<Extract<DeskEvent, { type: "session.opened" }>, "type">;

/** What the desk says about the replay as a whole, some ten times a second at most. */
export class ReplayStore {
  readonly session = new Store<OpenSession | null>(null);
  readonly status = new Store<ReplayStatus | null>(null);

  receive(event: DeskEvent): void {
    if (event.type === "session.opened") {
      const { type: _, ...session } = event;
      this.session.set(session);
    }
    if (event.type === "replay.status") this.status.set(event);
  }
}
