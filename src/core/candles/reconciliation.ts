import { subtractText } from "../base/decimal-text.ts";
import type { CandleRow } from "./candle-row.ts";
import { KLINE_FIELDS, type KlineField, type PartialKline } from "./exchange-kline.ts";

/** One figure that differs: ours, the exchange's, and ours less theirs, exact. */
export interface FieldDifference {
  readonly ours: string;
  readonly theirs: string;
  readonly difference: string;
}

/** A candle on which the recording and the exchange do not agree. */
export interface CandleDifference {
  readonly openTime: number;
  /** `absent-here`: the exchange counts trades where the recording has none; `absent-there`: the other way round. */
  readonly kind: "different" | "absent-here" | "absent-there";
  /** Whether trade ids prove our candle whole. A difference on one that is not is explained; on one that is, somebody errs. */
  readonly complete: boolean;
  /** The figures that differ, of `different` only. */
  readonly fields: Readonly<Partial<Record<KlineField, FieldDifference>>>;
}

export interface Reconciliation {
  /** Candles that both sides speak of, and how many of them agree in every figure. */
  readonly compared: number;
  readonly equal: number;
  /** Differences on candles whose trade ids prove them whole, and on the others. */
  readonly unexplained: number;
  readonly incomplete: number;
  readonly differences: readonly CandleDifference[];
}

/**
 * Compares our candles with the exchange's of the same interval, figure by figure, exactly, as far as it tells them. Only what the klines span is looked at;
 * a kline without trades agrees with no candle, or with a flat one. Both lists are in order of time.
 */
export function reconcile(rows: readonly CandleRow[], klines: readonly PartialKline[]): Reconciliation {
  const first = klines[0]?.openTime ?? Number.POSITIVE_INFINITY;
  const last = klines.at(-1)?.openTime ?? Number.NEGATIVE_INFINITY;
  const ours = new Map(rows.filter(({ openTime, trades }) => trades > 0 && openTime >= first && openTime <= last).map((row) => [row.openTime, row]));
  const theirs = new Map(klines.filter(hasTrades).map((kline) => [kline.openTime, kline]));
  const times = [...new Set([...ours.keys(), ...theirs.keys()])].sort((a, b) => a - b);
  const differences: CandleDifference[] = [];
  let compared = 0;
  for (const openTime of times) {
    const row = ours.get(openTime);
    const kline = theirs.get(openTime);
    if (row !== undefined && kline !== undefined) {
      compared++;
      const fields = fieldDifferences(row, kline);
      if (Object.keys(fields).length > 0) differences.push({ openTime, kind: "different", complete: row.complete, fields });
    } else {
      differences.push({ openTime, kind: row === undefined ? "absent-here" : "absent-there", complete: row?.complete ?? false, fields: {} });
    }
  }
  const unexplained = differences.filter(({ complete }) => complete).length;
  const different = differences.filter(({ kind }) => kind === "different").length;
  return { compared, equal: compared - different, unexplained, incomplete: differences.length - unexplained, differences };
}

/** Whether the exchange counts a trade in its candle. */
export function hasTrades({ trades, volume }: PartialKline): boolean {
  return trades === undefined ? volume !== "0" : trades > 0;
}

/** The figures of two candles that differ, of those that the exchange tells. */
export function fieldDifferences(
  ours: Pick<CandleRow, KlineField>,
  theirs: Partial<Pick<CandleRow, KlineField>>,
): Partial<Record<KlineField, FieldDifference>> {
  const fields: Partial<Record<KlineField, FieldDifference>> = {};
  for (const field of KLINE_FIELDS) {
    if (theirs[field] === undefined) continue;
    const [one, other] = [String(ours[field]), String(theirs[field])];
    const difference = one === other ? "0" : subtractText(one, other);
    if (difference !== "0") fields[field] = { ours: one, theirs: other, difference };
  }
  return fields;
}
