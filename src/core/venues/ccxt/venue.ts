import { STEP_BY_STEP_SEQUENCE } from "../../book/sequence-policy.ts";
import type { Venue } from "../venue.ts";
import { CcxtDecoder } from "./decoder.ts";
import { CCXT_EXCHANGES } from "./exchanges.ts";

const PREFIX = "ccxt:";
const known = new Map<string, Venue>();

/**
 * The venue behind a name such as `ccxt:kucoin`; undefined where ccxt streams nothing publicly under it. Its numbers are ours and prove that
 * nothing was lost on the way here, never that the exchange's book was right: quality is `unverified`.
 */
export function ccxtVenue(name: string): Venue | undefined {
  const id = ccxtExchange(name);
  if (id === null) return undefined;
  let venue = known.get(name);
  if (venue === undefined) {
    const none = "none";
    venue = {
      name,
      title: `${CCXT_EXCHANGES.get(id) ?? id} through ccxt`,
      sequence: { ...STEP_BY_STEP_SEQUENCE, name: "ccxt" },
      evidence: {
        book: none,
        sequence: none,
        checksum: none,
        trades: none,
        "best quote": none,
        candles: none,
        ticker: none,
        derivatives: none,
        live: none,
      },
      decoder: (interest) => new CcxtDecoder(interest),
    };
    known.set(name, venue);
  }
  return venue;
}

/** ccxt's id of the exchange that a venue's name stands for; null where it stands for none that ccxt streams publicly. */
export function ccxtExchange(name: string): string | null {
  const id = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : "";
  return CCXT_EXCHANGES.has(id) ? id : null;
}
