import { type Interval, intervalNamed } from "../candles/interval.ts";
import { indicatorNamed } from "../indicators/indicator-registry.ts";
import { candleField, type Term, tickerTerm } from "./term.ts";
import type { TokenCursor } from "./token-cursor.ts";

/** Reads what an expression names, with the parameters behind it. */
export class TermReader {
  private readonly cursor: TokenCursor;
  private readonly interval: Interval;

  /** `interval`: that of whatever names none. */
  constructor(cursor: TokenCursor, interval: Interval) {
    this.cursor = cursor;
    this.interval = interval;
  }

  /** The term of that name (lower case) at `at`; the cursor stands behind the name. Undefined where there is none. */
  read(name: string, at: number): Term | undefined {
    return tickerTerm(name) ?? this.candle(name) ?? this.indicator(name, at);
  }

  private candle(name: string): Term | undefined {
    const field = candleField(name);
    if (field === undefined) return undefined;
    const { numbers, interval, at } = this.parameters();
    if (numbers.length > 0) this.cursor.fail(at, `${field} takes an interval only, as in ${field}(1h)`);
    return { kind: "candle", label: `${field}(${interval.name})`, field, interval };
  }

  private indicator(name: string, at: number): Term | undefined {
    const definition = indicatorNamed(name);
    if (definition === undefined) return undefined;
    const names = Object.keys(definition.parameters);
    const { numbers, interval } = this.parameters();
    if (numbers.length > names.length)
      this.cursor.fail(at, `${name} takes at most ${names.length} numbers (${names.join(", ") || "none"}), not ${numbers.length}`);
    const given = Object.fromEntries(numbers.map((value, index) => [names[index] as string, value]));
    try {
      definition.create(given);
    } catch (error) {
      if (error instanceof RangeError) this.cursor.fail(at, error.message);
      throw error;
    }
    const output = this.output(definition.outputs.map((known) => known.name), name); // prettier-ignore
    const parameters = { ...definition.defaults, ...given };
    const shown = [...names.map((parameter) => parameters[parameter]), interval.name].join(",");
    const suffix = definition.outputs.length > 1 ? `.${definition.outputs[output]?.name}` : "";
    return { kind: "indicator", label: `${name}(${shown})${suffix}`, definition, parameters, output, interval };
  }

  /** `.name` behind an indicator with several outputs; the first where none is named. */
  private output(names: readonly string[], of: string): number {
    if (!this.cursor.takeSign(".")) return 0;
    const { kind, text, at } = this.cursor.token;
    const found = kind === "name" ? names.findIndex((name) => name.toLowerCase() === text) : -1;
    if (found < 0) this.cursor.fail(at, `${of} has ${names.join(", ")}`);
    this.cursor.advance();
    return found;
  }

  /** `(14, 2.5, 1h)`: numbers, then at most one interval; all may be left out. */
  private parameters(): { numbers: number[]; interval: Interval; at: number } {
    const numbers: number[] = [];
    const { at } = this.cursor.token;
    let interval: Interval | undefined;
    if (!this.cursor.takeSign("(")) return { numbers, interval: this.interval, at };
    while (!this.cursor.isSign(")")) {
      if (numbers.length > 0 || interval !== undefined) this.cursor.expectSign(",");
      if (interval !== undefined) this.cursor.fail(this.cursor.token.at, "the interval comes last");
      const negative = this.cursor.takeSign("-");
      const { kind, text, at: here } = this.cursor.token;
      if (kind === "number") numbers.push(negative ? -Number(text) : Number(text));
      else if (kind === "interval" && !negative) interval = intervalNamed(text);
      else this.cursor.fail(here, "parameters are numbers and an interval, as in rsi(14,1h)");
      this.cursor.advance();
    }
    this.cursor.advance();
    return { numbers, interval: interval ?? this.interval, at };
  }
}
