import { add, compare, type Decimal, rescale, toNumber } from "../../core/base/decimal.ts";
import { compactZeros, priceText, UNKNOWN } from "./price-text.ts";

/** Which way a number went with its last change, or on which side of zero it stands; empty where neither. */
export type Move = "up" | "down" | "";

/** A number as a cell shows it: exact text to read, a double to sort by, and the exact value, where there is one, to compare the next one with. */
export interface Figure {
  readonly value: Decimal | null;
  readonly text: string;
  readonly sort: number | null;
  readonly move: Move;
}

export const UNKNOWN_FIGURE: Figure = { value: null, text: UNKNOWN, sort: null, move: "" };

/** A price that ticks, with at least `places` decimals; `previous` tells which way it went. */
export function priceFigure(value: Decimal | null, places: number, previous?: Figure): Figure {
  if (value === null) return UNKNOWN_FIGURE;
  return { value, text: compactZeros(priceText(value, places)), sort: toNumber(value.mantissa, value.scale), move: moveFrom(previous, value) };
}

/** A change with its sign in front: `+1.20`, `−0.40`. */
export function changeFigure(change: Decimal | null, places: number): Figure {
  if (change === null) return UNKNOWN_FIGURE;
  const sort = toNumber(change.mantissa, change.scale);
  return { value: change, text: compactZeros(signed(priceText(change, places), sort)), sort, move: sideOf(sort) };
}

/** A change in percent of where it began. */
export function shareFigure(change: Decimal | null, from: Decimal | null): Figure {
  if (change === null || from === null || from.mantissa === 0 || from.mantissa === 0n) return UNKNOWN_FIGURE;
  const sort = (toNumber(change.mantissa, change.scale) / toNumber(from.mantissa, from.scale)) * 100;
  const text = sort.toFixed(2);
  return { value: null, text: `${signed(text, Number(text))}%`, sort, move: sideOf(sort) };
}

/** `a - b`, exactly; null where one of them is not known. */
export function difference(a: Decimal | null, b: Decimal | null): Decimal | null {
  if (a === null || b === null) return null;
  const scale = Math.max(a.scale, b.scale);
  const negated = rescale(b.mantissa, b.scale, scale);
  return { mantissa: add(rescale(a.mantissa, a.scale, scale), typeof negated === "number" ? 0 - negated : -negated), scale };
}

function moveFrom(previous: Figure | undefined, value: Decimal): Move {
  if (previous?.value == null) return "";
  const scale = Math.max(previous.value.scale, value.scale);
  const order = compare(rescale(value.mantissa, value.scale, scale), rescale(previous.value.mantissa, previous.value.scale, scale));
  return order > 0 ? "up" : order < 0 ? "down" : previous.move;
}

function sideOf(value: number): Move {
  return value > 0 ? "up" : value < 0 ? "down" : "";
}

/** A true minus sign is as wide as the plus. */
function signed(text: string, value: number): string {
  return value > 0 ? `+${text}` : text.replace("-", "−");
}
