import { expect } from "vitest";
import { type DiffFields, diff, type Line, rawJsonl, snapshot } from "./recording.ts";
import type { InstrumentReport, LedgerReport, Workbench } from "./tapedeck.ts";

export const NOTHING: LedgerReport = { received: 0, applied: 0, duplicate: 0, stale: 0, buffered: 0, control: 0, rejected: {} };

export interface Folded {
  readonly ledger: LedgerReport;
  readonly btc: InstrumentReport;
  readonly instruments: Record<string, InstrumentReport>;
}

/** Imports and replays a recording of these lines; the ledger adds up. */
export function foldLines(bench: Workbench, lines: readonly Line[], venue = "binance"): Folded {
  const { frames, ledger, instruments } = bench.fold(venue, rawJsonl(lines));
  expect(frames).toBe(lines.length);
  const { received, applied, duplicate, stale, buffered, control, rejected } = ledger;
  expect(received).toBe(lines.length);
  expect(applied + duplicate + stale + buffered + control + Object.values(rejected).reduce((sum, n) => sum + n, 0)).toBe(received);
  return { ledger, instruments, btc: instruments[`${venue}:BTCUSDT`] as InstrumentReport };
}

export const futures = (first: number, last: number, prev: number, more: Partial<DiffFields> = {}): Line => diff({ first, last, prev, ...more });
export const spot = (first: number, last = first, more: Partial<DiffFields> = {}): Line => diff({ first, last, ...more });
export const live = [snapshot({ id: 5 }), spot(6, 8)];
export const UNREADABLE = { bids: [], asks: [], bidLevels: 0, askLevels: 0, reason: expect.stringMatching(/./) as unknown };
