import type { InstrumentId } from "../../core/market/instrument.ts";
import { TradeReadBack, type TradeReadBackOptions } from "./trade-read-back.ts";
import { WindowEdges, type WindowEdgesOptions } from "./window-edges.ts";

export interface LoggedEdgesOptions
  extends Pick<WindowEdgesOptions, "find" | "beganMs">, Pick<TradeReadBackOptions, "venue" | "open" | "untilRx" | "clock" | "schedule"> {
  /** The windows of this instrument have become more exact. */
  readonly onRead: (id: InstrumentId) => void;
}

/** Edges of windows that read back from the recording what did not come while an instrument was watched. */
export class LoggedEdges {
  readonly edges: WindowEdges;
  private readonly readBack: TradeReadBack;

  constructor({ find, beganMs, onRead, ...log }: LoggedEdgesOptions) {
    this.edges = new WindowEdges({ find, onWanted: (id, minute) => this.readBack.want(id, minute), ...(beganMs && { beganMs }) });
    this.readBack = new TradeReadBack({
      ...log,
      wanted: (id, minute) => this.edges.wanted(id, minute),
      onRead: (id, minute, trades) => {
        this.edges.adopt(id, minute, trades);
        onRead(id);
      },
    });
  }

  /** The fold stands at another moment. */
  clear(): void {
    this.edges.clear();
    this.readBack.clear();
  }
}
