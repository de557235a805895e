import { formatDecimal, parseDecimal, toNumber } from "../../core/base/decimal.ts";
import { compactZeros, priceText, UNKNOWN, volumeText } from "../watchlist/price-text.ts";

/** What a figure says beside its digits: which way it went, or that something is amiss. */
export type Tone = "" | "up" | "down" | "warn";

/** One figure of the details as its place shows it. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
  /** Whether it is the exchange's own, and none of ours. */
  readonly theirs?: boolean;
  /** More than fits: the exact value, or what the figure leaves out. */
  readonly title?: string;
  /** For a bar behind it, 0 to 1. */
  readonly share?: number;
}

/** Cells by the name of their place. */
export type Cells = Readonly<Record<string, Cell>>;

/** The cell of what is not known. */
export const UNKNOWN_CELL: Cell = { text: UNKNOWN };

/** A price as exact text, to at least `places` decimals. */
export function priceCell(text: string | null, places: number, more: Omit<Cell, "text"> = {}): Cell {
  const value = text === null ? undefined : parseDecimal(text);
  if (value === undefined) return UNKNOWN_CELL;
  const exact = priceText(value, places);
  const shown = compactZeros(exact);
  return shown === exact
    ? { text: exact, ...more }
    : { text: shown, ...more, title: [exact, more.title ?? ""].filter((part) => part !== "").join(", ") };
}

/** A quantity, shortened; the whole of it in the title. */
export function amountCell(text: string | null, more: Omit<Cell, "text"> = {}): Cell {
  const value = text === null ? undefined : parseDecimal(text);
  if (value === undefined) return UNKNOWN_CELL;
  const exact = formatDecimal(value.mantissa, value.scale);
  return {
    text: volumeText(toNumber(value.mantissa, value.scale)),
    ...more,
    title: [exact, more.title ?? ""].filter((part) => part !== "").join(", "),
  };
}

/** A difference, with its sign before whatever shows its size. */
export function signedCell(text: string | null, show: (size: string) => Cell): Cell {
  if (text === null || text === "") return UNKNOWN_CELL;
  const negative = text.startsWith("-");
  const cell = show(negative ? text.slice(1) : text);
  if (cell === UNKNOWN_CELL) return cell;
  const zero = !/[1-9]/.test(text);
  const sign = zero ? "" : negative ? "−" : "+";
  return {
    ...cell,
    text: `${sign}${cell.text}`,
    ...(cell.title !== undefined && { title: `${sign}${cell.title}` }),
    ...(!zero && { tone: negative ? "down" : "up" }),
  };
}

/** A number in per cent with its sign. */
export function percentCell(value: number | null): Cell {
  if (value === null || !Number.isFinite(value)) return UNKNOWN_CELL;
  const text = Math.abs(value).toFixed(2);
  const zero = Number(text) === 0;
  return { text: `${zero ? "" : value < 0 ? "−" : "+"}${text}%`, ...(!zero && { tone: value < 0 ? "down" : "up" }) };
}

/** A count, in `tone` where it is above 0. */
export function countCell(value: number, tone: Tone = ""): Cell {
  return { text: value.toLocaleString("en-US"), ...(value > 0 && { tone }) };
}
