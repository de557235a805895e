import type { FeedStatus } from "../../core/contract/live.ts";
import type { Port, PortMessage } from "../../core/contract/port.ts";
import { MOST_WAITING_BYTES } from "../stream-port.ts";

/** The fold workers that this feed sends its frames to, each over a port of its own. A worker that is too slow for its port loses it. */
export class FoldLinks {
  private readonly ports = new Set<Port>();
  private highWaterBytes = 0;
  private lost = 0;

  join(port: Port): void {
    this.ports.add(port);
    port.onClose(() => {
      if (this.ports.delete(port)) this.lost++;
    });
  }

  /** Frames go to all of them; what the feed says as text is for the shell alone. */
  post(message: PortMessage): void {
    if (typeof message === "string") return;
    for (const port of this.ports) {
      port.post(message);
      this.highWaterBytes = Math.max(this.highWaterBytes, port.waitingBytes ?? 0);
    }
  }

  /** What waits on the slowest port, the most that ever waited on one, and how many ports closed. */
  get status(): FeedStatus["links"] {
    const bytes = Math.max(0, ...[...this.ports].map(({ waitingBytes = 0 }) => waitingBytes));
    return { bytes, highWaterBytes: this.highWaterBytes, boundBytes: MOST_WAITING_BYTES, lost: this.lost };
  }
}
