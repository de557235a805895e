import type { RestAnswer } from "./world.ts";

/** What is to be done about a REST answer: nothing more, try again, stop asking at all for a while, or never ask for this again. */
export type Verdict = "answered" | "retry" | "limited" | "refused";

/**
 * Binance, "Limits" and "HTTP return codes": 429 where a limit was broken, 418 where an address is banned for not minding that, 403 where its
 * firewall limits; 4xx else says that the request is wrong, 5xx that the exchange is.
 */
export function verdictOn(status: number): Verdict {
  if (status === 200) return "answered";
  if (status === 429 || status === 418 || status === 403) return "limited";
  if (status === 408 || status === 425) return "retry";
  return status >= 400 && status < 500 ? "refused" : "retry";
}

/** Where the venue names no time: a ban lasts from two minutes on. */
const BAN_MS = 120_000;
const LIMIT_MS = 60_000;
/** "Bans scale from 2 minutes to 3 days". */
const LONGEST_MS = 3 * 24 * 3_600_000;

/** How long nothing may be asked after an answer that says "too much". */
export function retryAfterMs(answer: RestAnswer): number {
  const text = answer.header("retry-after") ?? "";
  if (!/^[0-9]{1,9}$/.test(text)) return answer.status === 418 ? BAN_MS : LIMIT_MS;
  return Math.min(Number(text) * 1_000, LONGEST_MS);
}
