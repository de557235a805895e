import type { CandleDifference } from "../../core/candles/reconciliation.ts";
import type { TickerFacts } from "../../core/contract/ticker-view.ts";
import { amountCell, type Cell, type Cells, countCell, priceCell, UNKNOWN_CELL } from "./cell.ts";

/** How the candles stand, in order, with their names. */
export const CANDLE_ROWS = [
  ["candles", "Candles over"],
  ["incomplete", "Incomplete"],
  ["late", "Late trades"],
  ["tooLate", "Too late"],
  ["duplicateTrades", "Duplicates"],
] as const;

/** How they stand against the exchange's own. */
export const COMPARED_ROWS = [
  ["compared", "Compared"],
  ["equal", "Equal"],
  ["unexplained", "Different"],
  ["explained", "Recorded in part"],
] as const;

/** What the rows of the candles show, by the names of {@link CANDLE_ROWS} and {@link COMPARED_ROWS}. */
export function candleCells(facts: TickerFacts | null): Cells {
  const names = [...CANDLE_ROWS, ...COMPARED_ROWS].map(([name]) => name);
  if (facts === null) return Object.fromEntries(names.map((name) => [name, UNKNOWN_CELL]));
  const { late, tooLate, candles } = facts;
  return {
    candles: countCell(candles.candles),
    incomplete: { ...countCell(candles.incomplete, "warn"), title: "trade ids do not prove that every trade of them is recorded" },
    late: { ...countCell(late), title: "trades that corrected a candle whose time was over" },
    tooLate: { ...countCell(tooLate, "warn"), title: "trades that came over an hour late, and are in no candle" },
    duplicateTrades: { ...countCell(candles.duplicate), title: "messages whose trades had all come before" },
    compared: { ...countCell(candles.compared), title: "candles that the exchange's own stream tells too" },
    equal: countCell(candles.equal),
    unexplained: { ...countCell(candles.unexplained, "warn"), title: "they differ although trade ids prove ours whole" },
    explained: {
      ...countCell(candles.explained),
      title: "they differ, and ours may lack trades: the recording began within them, or something was lost",
    },
  };
}

const KINDS: Readonly<Record<CandleDifference["kind"], string>> = {
  different: "",
  "absent-here": "not recorded",
  "absent-there": "only recorded",
};

const FIGURE_NAMES: Readonly<Partial<Record<string, string>>> = { quoteVolume: "turnover", takerBase: "bought", takerQuote: "bought, turnover" };
const PRICES: ReadonlySet<string> = new Set(["open", "high", "low", "close"]);

/** One figure that differs. */
export interface DifferenceLine {
  /** Of the candle, UTC; empty where the line above is of the same one. */
  readonly time: string;
  readonly figure: string;
  readonly ours: Cell;
  readonly theirs: Cell;
  readonly title: string;
  /** Whether trade ids prove our candle whole. */
  readonly complete: boolean;
}

/** The last differences, newest candle first: which candle, which figure, ours, theirs. */
export function differenceLines(facts: TickerFacts | null): readonly DifferenceLine[] {
  const places = facts?.places.price ?? 0;
  return (facts?.candles.differences ?? []).toReversed().flatMap(({ openTime, kind, complete, fields }) => {
    const time = new Date(openTime).toISOString().slice(11, 16);
    const whose = complete ? "trade ids prove our candle whole" : "our candle may lack trades";
    if (kind !== "different") return [{ time, figure: KINDS[kind], ours: UNKNOWN_CELL, theirs: UNKNOWN_CELL, title: whose, complete }];
    return Object.entries(fields).map(([name, { ours, theirs, difference }], at): DifferenceLine => {
      const short = [shown(name, ours, places), shown(name, theirs, places)] as const;
      const [one, other] = short[0].text === short[1].text ? [{ text: ours }, { text: theirs }] : short;
      const title = `ours less theirs: ${difference}; ${whose}`;
      return { time: at === 0 ? time : "", figure: FIGURE_NAMES[name] ?? name, ours: one, theirs: other, title, complete };
    });
  });
}

function shown(name: string, text: string, places: number): Cell {
  return PRICES.has(name) ? priceCell(text, places) : name === "trades" ? { text } : amountCell(text);
}
