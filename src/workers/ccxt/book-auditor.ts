import { AUDIT_DEPTH, type UnifiedAudit } from "../../core/venues/ccxt/unified-event.ts";
import { ccxtFault, type ExchangeClient } from "./exchange-client.ts";

/** One symbol after another is asked about, at most one in so long: a REST book is among an exchange's dearest answers. */
const EVERY_MS = 15_000;

export interface BookAuditorOptions {
  readonly exchange: ExchangeClient;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** The symbols whose books flow, in the order in which they take their turns. */
  readonly symbols: () => readonly string[];
  readonly onAudit: (event: UnifiedAudit) => void;
  readonly onTrouble: (text: string) => void;
}

/** Asks the exchange over REST, now and then, how a book stands that its stream does not prove. */
export class BookAuditor {
  private readonly options: BookAuditorOptions;
  private askedMs: number;
  private isAsking = false;
  private last = "";

  constructor(options: BookAuditorOptions) {
    this.options = options;
    this.askedMs = options.clock();
  }

  /** Called now and then. */
  check(): void {
    const { exchange, clock, symbols } = this.options;
    if (this.isAsking || clock() - this.askedMs < EVERY_MS || exchange.has["fetchOrderBook"] !== true) return;
    const flowing = symbols();
    const symbol = flowing[(flowing.indexOf(this.last) + 1) % Math.max(1, flowing.length)];
    if (symbol === undefined) return;
    this.last = symbol;
    this.askedMs = clock();
    this.isAsking = true;
    void this.ask(symbol);
  }

  private async ask(symbol: string): Promise<void> {
    const { exchange, onAudit, onTrouble } = this.options;
    try {
      onAudit(auditOf(symbol, await exchange.fetchOrderBook(symbol)));
    } catch (error) {
      onTrouble(`${symbol}: no book over REST to compare with: ${ccxtFault(error)}`);
    } finally {
      this.isAsking = false;
    }
  }
}

function auditOf(symbol: string, answer: unknown): UnifiedAudit {
  const { bids, asks } = Object(answer) as { bids?: unknown; asks?: unknown };
  return { unified: "audit", symbol, bids: best(bids), asks: best(asks) };
}

function best(levels: unknown): UnifiedAudit["bids"] {
  if (!Array.isArray(levels)) throw new Error("the answer has no levels");
  return levels.slice(0, AUDIT_DEPTH).map((level: unknown) => {
    const [price, amount] = Array.isArray(level) ? (level as unknown[]) : [];
    if (typeof price !== "number" || typeof amount !== "number") throw new Error("a level of the answer is no price and amount");
    return [price, amount] as const;
  });
}
