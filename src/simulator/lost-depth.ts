import type { StreamMessage } from "./binance-spot-dialect.ts";

/** What becomes of a message: it arrives, it never does, or it arrives and is the one by which the loss is noticed. */
export type Delivery = "arrives" | "lost" | "reveals";

/** The fault of the demo: from a moment on, the first depth message of one symbol is lost. */
export class LostDepth {
  private readonly symbol: string;
  private readonly fromMs: number;
  private state: "ahead" | "lost" | "noticed" = "ahead";

  constructor(symbol: string, fromMs: number) {
    this.symbol = symbol;
    this.fromMs = fromMs;
  }

  /** Takes each message of every stream once, in order. */
  deliver({ kind, symbol, sentMs }: StreamMessage): Delivery {
    if (kind !== "depth" || symbol !== this.symbol || sentMs < this.fromMs || this.state === "noticed") return "arrives";
    this.state = this.state === "ahead" ? "lost" : "noticed";
    return this.state === "lost" ? "lost" : "reveals";
  }
}
