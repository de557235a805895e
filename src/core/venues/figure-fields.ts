import { decimalText, type Json, MalformedMessage, timeMs } from "./checked-fields.ts";
import type { VenueFigures } from "./message.ts";

/** Members of a venue's ticker by the figures that they belong to. */
export type FigureMembers = readonly (readonly [name: VenueFigures["name"], keys: readonly string[]])[];

/** The kinds of figures that a ticker holds something of, and their decimals; a member that `isGiven` denies is left out. */
export function figuresIn(data: Json, members: FigureMembers, isGiven: (value: unknown) => boolean): VenueFigures["name"][] {
  return members.filter(([, keys]) => keys.some((key) => isGiven(data[key]))).map(([name]) => name);
}

/** The decimals of one kind of figures, in shortest text. Throws a MalformedMessage where one is given and is none. */
export function figureTexts(
  data: Json,
  members: FigureMembers,
  wanted: VenueFigures["name"],
  isGiven: (value: unknown) => boolean,
): Record<string, string> {
  const keys = members.find(([name]) => name === wanted)?.[1] ?? [];
  return Object.fromEntries(keys.filter((key) => isGiven(data[key])).map((key) => [key, decimalText(data, key)]));
}

/** A candle that is sent as a row `[opening in ms, ...columns]`: its first five columns must be there. Throws a MalformedMessage. */
export function candleRowFigures(row: unknown, interval: string, columns: readonly string[]): Record<string, string | number | boolean> {
  if (!Array.isArray(row)) throw new MalformedMessage("a candle that is no list");
  const values: Record<string, string | number | boolean> = { interval, openTime: timeMs({ ts: row[0] as unknown }, "ts") };
  columns.forEach((key, at) => {
    if (at < 5 || row[at + 1] !== undefined) values[key] = decimalText({ [key]: row[at + 1] as unknown }, key);
  });
  return values;
}
