import { formatDecimal, parseDecimal } from "../../src/core/base/decimal.ts";
import type { Frame } from "../../src/core/contract/frame.ts";
import { Desk } from "../../src/core/desk/desk.ts";
import type { InstrumentReport } from "../../src/core/desk/instrument-report.ts";
import type { LedgerTotals } from "../../src/core/session/ledger.ts";
import type { Venue } from "../../src/core/venues/venue.ts";
import { digestOf, reportOf } from "../core/frames.ts";
import { BestQuoteOracle, type Verdict } from "../../src/core/desk/best-quotes.ts";
import type { Expected } from "./recording.ts";

/** What the independent witnesses say of one replay. */
export interface Judgement {
  /** The checkpoints the book came by, in applied depth events, and those where it was not as `expected.json` has it. */
  readonly passed: readonly number[];
  readonly wrong: readonly number[];
  /** The exchange's own best bid and ask against the top of the book. */
  readonly quotes: Verdict;
  readonly report: InstrumentReport;
  readonly ledger: LedgerTotals;
  readonly digest: string;
}

/** Replays frames of one instrument and lets every witness look on. */
export function judge(venue: Venue, symbol: string, frames: Iterable<Frame>, expected: Expected): Judgement {
  const desk = new Desk({ venue });
  const id = `${venue.name}:${symbol}`;
  const oracle = new BestQuoteOracle();
  const checkpoints = new Map(expected.checkpoints.map((checkpoint) => [checkpoint.afterEvent, checkpoint]));
  const passed: number[] = [];
  const wrong: number[] = [];
  for (const frame of frames) {
    desk.apply(frame);
    const book = desk.find(id)?.book;
    if (!book) continue;
    oracle.after(frame, book);
    const checkpoint = checkpoints.get(book.sync.deltas.applied);
    if (checkpoint === undefined) continue;
    checkpoints.delete(checkpoint.afterEvent);
    passed.push(checkpoint.afterEvent);
    if (!agrees(reportOf(desk, id), checkpoint)) wrong.push(checkpoint.afterEvent);
  }
  return { passed, wrong, quotes: oracle.verdict(), report: reportOf(desk, id), ledger: desk.ledger.totals(), digest: digestOf(desk) };
}

function agrees(report: InstrumentReport, { u, bidLevels, askLevels, bids, asks }: Expected["checkpoints"][number]): boolean {
  const { quality, lastUpdateId } = report;
  if (quality !== "live" || lastUpdateId !== u || report.bidLevels !== bidLevels || report.askLevels !== askLevels) return false;
  return JSON.stringify([report.bids, report.asks]) === JSON.stringify([shortest(bids), shortest(asks)]);
}

function shortest(levels: readonly (readonly string[])[]): string[][] {
  return levels.map((level) =>
    level.map((text) => {
      const value = parseDecimal(text);
      if (value === undefined) throw new Error(`not a decimal: ${text}`);
      return formatDecimal(value.mantissa, value.scale);
    }),
  );
}
