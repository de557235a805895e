import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Condition } from "../../core/screen/expression.ts";
import { type ScreenResult, screenSymbol } from "../../core/screen/screen-symbol.ts";
import { intervalsOf } from "../../core/screen/term-series.ts";
import { sessionHistory } from "./session-history.ts";

/** What a screen says of an instrument of a session file, and at which event time (Unix ms; null where nothing of it has one). */
export interface ScreenedSymbol {
  readonly instrument: InstrumentId;
  readonly eventMs: number | null;
  readonly result: ScreenResult;
}

/** Evaluates a condition for the wanted instruments of a session file, as it stands after frame `untilRx`, or at its end; by id. */
export async function screenSession(
  tape: string,
  wants: (instrument: InstrumentId) => boolean,
  condition: Condition,
  acceptHoles: boolean,
  onProgress: (frames: number, total: number) => void,
  untilRx?: number,
): Promise<ScreenedSymbol[]> {
  const ticker = condition.terms.some(({ kind }) => kind === "ticker" || kind === "last");
  const request = { intervals: intervalsOf(condition), ticker, acceptHoles, ...(untilRx !== undefined && { untilRx }) };
  const symbols = await sessionHistory(tape, wants, request, onProgress);
  return symbols
    .map((symbol) => ({
      instrument: symbol.instrument,
      eventMs: Number.isFinite(symbol.eventMs) ? symbol.eventMs : null,
      result: screenSymbol(condition, symbol.history, symbol.ticker, acceptHoles),
    }))
    .sort((a, b) => (a.instrument < b.instrument ? -1 : 1));
}
