import type { CandleRow } from "../../core/candles/candle-row.ts";
import type { SymbolReading } from "../../core/contract/symbol-reading.ts";
import type { CandleColumns } from "../../core/indicators/candle-columns.ts";
import type { IndicatorParameters } from "../../core/indicators/indicator.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Backtest } from "../../core/screen/backtest.ts";
import type { ScreenResult } from "../../core/screen/screen-symbol.ts";
import type { TickerReport } from "../../core/ticker/ticker-report.ts";
import type { ScreenedSymbol } from "../replay/screen-session.ts";

/** A condition as it was written, and the interval of what names none in it. Whoever runs it reads it again: it is checked before. */
export interface ConditionText {
  readonly text: string;
  readonly interval: string;
  /** Whether candles and windows of which trades may be missing are taken as they are; left out: they are unknown. */
  readonly acceptHoles?: boolean;
}

/** The instruments of a session file that fall to share `index` of `count`; of them those in `only`, where that is given. */
export interface SessionShare {
  readonly tape: string;
  readonly index: number;
  readonly count: number;
  readonly only?: readonly string[];
}

/** An indicator with its parameters; what is left out has its default. */
export interface WantedIndicator {
  readonly name: string;
  readonly parameters: IndicatorParameters;
}

/**
 * Work that a thread of the pool does alone, from whatever it is given or reads itself. All of it can be cloned to another thread.
 * `indicators`: a set of them over one symbol's candles. `screen`: a condition over one symbol's candles, by name of their interval;
 * `screen-live`: the same over the exchange's own candles joined with what is recorded.
 * `recompute`: the candles of one instrument over the files of a recording, of a kind as `readCandleKind` reads it.
 * The others go over the instruments of a session file, or a kline file of one.
 */
export type AnalysisTask =
  | { readonly kind: "indicators"; readonly candles: CandleColumns; readonly wanted: readonly WantedIndicator[] }
  | {
      readonly kind: "screen";
      readonly condition: ConditionText;
      readonly candles: Readonly<Record<string, CandleColumns>>;
      readonly ticker: TickerReport | null;
    }
  | {
      readonly kind: "screen-live";
      readonly condition: ConditionText;
      readonly history: readonly FoundCandles[];
      /** What is recorded of it; null where nothing is. */
      readonly reading: SymbolReading | null;
    }
  | { readonly kind: "screen-session"; readonly condition: ConditionText; readonly share: SessionShare; readonly untilRx?: number }
  | { readonly kind: "backtest-session"; readonly condition: ConditionText; readonly share: SessionShare; readonly bars: number }
  | { readonly kind: "recompute"; readonly tapes: readonly string[]; readonly instrument: string; readonly interval: string }
  | { readonly kind: "backtest-klines"; readonly condition: ConditionText; readonly file: string; readonly bars: number };

/**
 * The exchange's own candles of one interval: as its REST side answered (`body` leaves this thread for the one that reads it), or read
 * already. `askedMs`: when they were asked for, Unix ms: candles that had not ended by then are not closed.
 */
export type FoundCandles = { readonly interval: string; readonly askedMs: number } & (
  | { readonly venue: string; readonly body: Uint8Array<ArrayBuffer> }
  | { readonly rows: readonly CandleRow[] }
);

/** What each kind of work gives. */
export interface AnalysisResults {
  /** Per indicator its outputs along the candles; NaN where there is no value. */
  readonly indicators: readonly (readonly Float64Array[])[];
  readonly screen: ScreenResult;
  readonly "screen-live": ScreenResult;
  readonly "screen-session": readonly ScreenedSymbol[];
  readonly "backtest-session": readonly (readonly [InstrumentId, Backtest])[];
  readonly "backtest-klines": Backtest;
  readonly recompute: readonly CandleRow[];
}

export type ResultOf<T extends AnalysisTask> = AnalysisResults[T["kind"]];

/** How far a piece of work is, in units of its own. */
export type Progress = (done: number, total: number) => void;
