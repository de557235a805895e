import { subtractText } from "../base/decimal-text.ts";
import type { CandleRow } from "./candle-row.ts";
import type { KlineField, PartialKline } from "./exchange-kline.ts";

/** What a person compares first: turnover follows from these. */
const COMPARED: readonly KlineField[] = ["open", "high", "low", "close", "volume", "trades"];

/**
 * How an exchange's own candle differs from ours, figure by figure, its less ours, exact, as in `close -0.5, volume +0.1`; empty where it does
 * not. What it does not tell is not compared, and of a venue that opens a candle at the close before it only the sums are. At most `most` characters.
 */
export function exchangeNote(ours: Pick<CandleRow, KlineField>, theirs: PartialKline, sumsOnly: boolean, most: number): string {
  const parts = COMPARED.flatMap((field) => {
    const told = theirs[field];
    if (told === undefined || (sumsOnly && field !== "volume" && field !== "trades")) return [];
    const [our, their] = [String(ours[field]), String(told)];
    const difference = our === their ? "0" : subtractText(their, our);
    return difference === "0" ? [] : [`${field} ${difference.startsWith("-") ? "" : "+"}${difference}`];
  });
  const note = parts.join(", ");
  return note.length <= most ? note : `${note.slice(0, most - 3)}...`;
}
