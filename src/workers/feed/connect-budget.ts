import { WindowBudget } from "./window-budget.ts";

const WINDOW_MS = 5 * 60_000;
/** A tenth of what Binance allows an address: more attempts of one connection would only be noise. */
const CONNECTS_OF_ONE = 30;

/** How often sockets may be opened in five minutes: by each connection, and by the whole feed. */
export class ConnectBudget {
  private readonly whole: WindowBudget;
  private readonly byConnection = new Map<string, WindowBudget>();

  constructor(connectsPer5Min: number) {
    this.whole = new WindowBudget(connectsPer5Min, WINDOW_MS);
  }

  /** How long until this connection may open a socket, in ms; where it may now, that is counted. */
  take(nowMs: number, connection: string): number {
    const own = this.byConnection.get(connection) ?? new WindowBudget(CONNECTS_OF_ONE, WINDOW_MS);
    this.byConnection.set(connection, own);
    const waitMs = Math.max(own.waitMs(nowMs, 1), this.whole.waitMs(nowMs, 1));
    if (waitMs > 0) return waitMs;
    own.spend(nowMs, 1);
    this.whole.spend(nowMs, 1);
    return 0;
  }
}
