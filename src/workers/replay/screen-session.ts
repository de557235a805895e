import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Condition } from "../../core/screen/expression.ts";
import { type ScreenResult, screenSymbol } from "../../core/screen/screen-symbol.ts";
import { intervalsOf } from "../../core/screen/term-series.ts";
import { sessionHistory } from "./session-history.ts";

/** Evaluates a condition for the wanted instruments of a session file, as it stands at its end; by id. */
export async function screenSession(
  tape: string,
  wants: (instrument: InstrumentId) => boolean,
  condition: Condition,
  acceptHoles: boolean,
  onProgress: (frames: number, total: number) => void,
): Promise<Map<InstrumentId, ScreenResult>> {
  const ticker = condition.terms.some(({ kind }) => kind === "ticker" || kind === "last");
  const symbols = await sessionHistory(tape, wants, { intervals: intervalsOf(condition), ticker, acceptHoles }, onProgress);
  const results = symbols.map((symbol) => [symbol.instrument, screenSymbol(condition, symbol.history, symbol.ticker, acceptHoles)] as const);
  return new Map(results.sort(([a], [b]) => (a < b ? -1 : 1)));
}
