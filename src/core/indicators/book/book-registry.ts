import type { BookIndicatorDefinition } from "./book-indicator.ts";
import { depthWithin } from "./depth-within.ts";
import { imbalance } from "./imbalance.ts";
import { microprice } from "./microprice.ts";
import { spread } from "./spread.ts";

/** Every indicator over the book, in the order a picker lists them. */
export const BOOK_INDICATORS: readonly BookIndicatorDefinition[] = [spread, microprice, imbalance, depthWithin];

const byName = new Map(BOOK_INDICATORS.map((definition) => [definition.name, definition]));

/** The book indicator of that name, lower case; undefined where there is none. */
export function bookIndicatorNamed(name: string): BookIndicatorDefinition | undefined {
  return byName.get(name);
}
