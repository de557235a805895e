import type { OrderBook } from "../../book/order-book.ts";
import type { IndicatorOutput, IndicatorParameters, ParameterRange } from "../indicator.ts";
import { chooseParameters, defaultsOf } from "../parameters.ts";

/**
 * A figure read from an order book as it stands: after the frame that changed it, where the book is. It has no state, so it is the same
 * live, in a replay and after a seek. The caller asks only while the book may be read.
 */
export interface BookIndicatorDefinition<P extends IndicatorParameters = IndicatorParameters> {
  /** Stable short name, lower case; no indicator over candles has the same. */
  readonly name: string;
  readonly title: string;
  readonly outputs: readonly IndicatorOutput[];
  readonly parameters: Readonly<Record<keyof P, ParameterRange>>;
  readonly defaults: P;
  readonly pane: "price" | "own";
  /**
   * One number per output, in their order; NaN where the book has no such figure, as without levels on a side. What is left out of the
   * parameters has its default; a RangeError names one that cannot be.
   */
  read(book: OrderBook, parameters?: Partial<P>): Float64Array;
}

/** What a book indicator's file says of it. */
interface BookIndicatorSource<N extends string> {
  readonly name: string;
  readonly title: string;
  readonly outputs: readonly IndicatorOutput[];
  readonly parameters: Readonly<Record<N, ParameterRange>>;
  readonly pane: "price" | "own";
  readonly read: (book: OrderBook, parameters: Readonly<Record<N, number>>, out: Float64Array) => void;
}

/** Makes of a figure's arithmetic what alerts, charts and screens use. */
export function defineBookIndicator<N extends string>(source: BookIndicatorSource<N>): BookIndicatorDefinition<Readonly<Record<N, number>>> {
  const { read, ...description } = source;
  return {
    ...description,
    defaults: defaultsOf(source.parameters),
    read(book, parameters = {}) {
      const out = new Float64Array(source.outputs.length).fill(Number.NaN);
      const chosen = chooseParameters(source.name, source.parameters, parameters);
      if (book.bidLevels > 0 && book.askLevels > 0) read(book, chosen, out);
      return out;
    },
  };
}
