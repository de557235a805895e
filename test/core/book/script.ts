import type { InstrumentReport } from "../../../src/core/desk/instrument-report.ts";
import { venueNamed } from "../../../src/core/venues/all-venues.ts";
import { type DiffText, diffText, snapshotText } from "../binance-text.ts";
import { depthAnswer, recv, type Said, ScriptedDesk } from "../frames.ts";

export const SYMBOL = "BTCUSDT";

/** A script about the book of one instrument, read by one market's rules. */
export class BookScript extends ScriptedDesk {
  readonly id: string;
  private readonly futures: boolean;

  constructor(venueName: string) {
    const venue = venueNamed(venueName);
    if (venue === undefined) throw new Error(`no venue ${venueName}`);
    super({ venue });
    this.id = `${venueName}:${SYMBOL}`;
    this.futures = venueName !== "binance";
  }

  /** A diff of ids `U..u`; on futures it follows `pu`, by default the id before `U`. */
  diff(U: number, u: number, { pu = U - 1, conn, ...levels }: Partial<Pick<DiffText, "pu" | "bids" | "asks">> & { conn?: string } = {}): this {
    return this.hear(recv(diffText({ symbol: SYMBOL, U, u, ...(this.futures ? { pu } : {}), ...levels }), conn));
  }

  snapshot(lastUpdateId: number, bids = "99 1, 98 2", asks = "101 1, 102 2"): this {
    return this.hear(snapshotOf(lastUpdateId, bids, asks));
  }

  get now(): InstrumentReport {
    return this.report(this.id);
  }
}

export function snapshotOf(lastUpdateId: number, bids = "99 1, 98 2", asks = "101 1, 102 2"): Said {
  return depthAnswer(SYMBOL, snapshotText(lastUpdateId, bids, asks));
}
