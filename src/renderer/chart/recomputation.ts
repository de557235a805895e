import type { DeskEvent } from "../../core/contract/desk.ts";
import { Store } from "../stores/store.ts";

type Recomputing = Extract<DeskEvent, { type: "candles.recomputing" }>;
type Recomputed = Extract<DeskEvent, { type: "candles.recomputed" }>;

/** What is known of the candles that were asked to be made again; null where none were, or that was read. */
export class Recomputation {
  readonly state = new Store<Recomputing | Recomputed | null>(null);

  hear(event: DeskEvent): void {
    if (event.type === "candles.recomputing") this.state.set(event);
    else if (event.type === "candles.recomputed") this.state.set(event.outcome === "cancelled" ? null : event);
  }

  clear(): void {
    this.state.set(null);
  }
}

const number = new Intl.NumberFormat("en-US");

/** What came of it, in a line: `1,234 candles recomputed, 0 differ`. */
export function recomputedText({
  outcome,
  message,
  candles,
  compared,
  different,
  corrected,
  againstVenue,
  differentFromVenue,
  first,
}: Recomputed): string {
  if (outcome === "failed") return `The candles could not be recomputed: ${message}`;
  const differ = different + differentFromVenue;
  const head = `${number.format(candles)} ${candles === 1 ? "candle" : "candles"} recomputed, ${number.format(differ)} ${differ === 1 ? "differs" : "differ"}`;
  const parts = [
    differentFromVenue > 0 ? `${number.format(differentFromVenue)} of them from the exchange's own` : "",
    first,
    corrected > 0 ? `${number.format(corrected)} corrected by late trades since` : "",
    candles - compared - againstVenue - corrected > 0 ? `${number.format(candles - compared - againstVenue - corrected)} not compared` : "",
  ].filter((part) => part !== "");
  return [head, ...parts].join("; ");
}
