import type { ScreenRow } from "../../core/contract/screening.ts";
import { splitInstrumentId } from "../../core/market/instrument.ts";
import type { Quality } from "../../core/market/quality.ts";
import { UNKNOWN, volumeText } from "../watchlist/price-text.ts";

/** One line of the screener's table, made once and never changed. */
export interface ResultRow {
  readonly id: string;
  readonly symbol: string;
  readonly match: boolean | null;
  readonly values: readonly (number | null)[];
  readonly reasons: readonly string[];
  /** All that keeps something from being known, for a person; empty where all is. */
  readonly why: string;
  /** The event time at which it was evaluated, Unix ms. */
  readonly eventMs: number | null;
  readonly quality: Quality | null;
  readonly sinceMs: number | null;
  readonly qualityReason: string;
}

/** What the watchlist knows of an instrument. */
export interface KnownQuality {
  readonly quality: Quality;
  readonly sinceMs: number | null;
  readonly reason: string;
}

/** The row of a result; `known` is what the watchlist knows of the instrument. */
export function resultRow(
  { instrument, match, values, reasons, note, eventMs }: ScreenRow,
  terms: readonly string[],
  known: KnownQuality | undefined,
): ResultRow {
  // Where all terms fail for one reason it is said once.
  const lacking = reasons.flatMap((reason, at) => (reason === "" ? [] : [{ reason, term: terms[at] ?? "" }]));
  const byReason = Map.groupBy(lacking, ({ reason }) => reason);
  const whys = [...byReason].map(([reason, of]) =>
    of.length === terms.length && terms.length > 1 ? reason : `${of.map(({ term }) => term).join(", ")}: ${reason}`,
  );
  const why = [...whys, ...(note === "" ? [] : [note])].join("; ");
  const { symbol } = splitInstrumentId(instrument);
  return {
    id: instrument,
    symbol,
    match,
    values,
    reasons,
    why,
    eventMs,
    quality: known?.quality ?? null,
    sinceMs: known?.sinceMs ?? null,
    qualityReason: known?.reason ?? "",
  };
}

/** A value as its column shows it: millions and more in four significant digits with their unit, what is less with its thousands grouped. */
export function valueText(value: number | null): string {
  if (value === null) return UNKNOWN;
  const size = Math.abs(value);
  if (size >= 1e6) return volumeText(value).replace("-", "−");
  if (size !== 0 && size < 1e-6) return value.toExponential(3).replaceAll("-", "−");
  const places = size >= 1_000 ? 2 : size >= 1 ? 4 : 8;
  const [whole = "", fraction = ""] = size.toFixed(places).split(".");
  const digits = fraction.replace(/0+$/, "");
  return `${value < 0 ? "−" : ""}${whole.replaceAll(/\B(?=(\d{3})+$)/g, ",")}${digits === "" ? "" : `.${digits}`}`;
}

/** Matches first, then what is not known, then the rest. */
export function matchRank(match: boolean | null): number {
  return match === true ? 2 : match === null ? 1 : 0;
}
