import { intervalNamed } from "../candles/interval.ts";
import { ExpressionError } from "./expression-error.ts";

/** A word, number, interval or sign of an expression; `at` is where it begins. */
export interface Token {
  readonly kind: "number" | "interval" | "name" | "sign" | "end";
  /** As written; names in lower case. */
  readonly text: string;
  readonly at: number;
}

/** A longer one would say nothing that a person wants to know, and bounds what a hostile one costs. */
export const MAX_EXPRESSION = 2_000;

const NUMBER = /(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const INTERVAL = /[0-9]+[smhdw](?![A-Za-z0-9_])/y;
const SIGN = /<=|>=|==|!=|[<>()[\],.+\-*/]/y;
const BLANK = /\s+/y;

/** Splits an expression; the last token is its end. Throws an {@link ExpressionError} at a character that begins none. */
export function tokensOf(text: string): Token[] {
  if (text.length > MAX_EXPRESSION) throw new ExpressionError(text, MAX_EXPRESSION, `an expression has at most ${MAX_EXPRESSION} characters`);
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  while (at < text.length) {
    const blank = take(BLANK);
    if (blank !== null) {
      at += blank.length;
      continue;
    }
    const token = next(text, at, take);
    tokens.push(token);
    at += token.text.length;
  }
  return [...tokens, { kind: "end", text: "", at: text.length }];
}

function next(text: string, at: number, take: (pattern: RegExp) => string | null): Token {
  const interval = take(INTERVAL);
  if (interval !== null) {
    if (intervalNamed(interval) === undefined) throw new ExpressionError(text, at, `there is no interval ${interval}`);
    return { kind: "interval", text: interval, at };
  }
  const number = take(NUMBER);
  if (number !== null) {
    if (!Number.isFinite(Number(number))) throw new ExpressionError(text, at, `${number} is too large a number`);
    const after = text[at + number.length];
    if (after !== undefined && /[A-Za-z0-9_]/.test(after))
      throw new ExpressionError(text, at + number.length, `a number ends before ${JSON.stringify(after)}`);
    return { kind: "number", text: number, at };
  }
  const word = take(WORD);
  if (word !== null) return { kind: "name", text: word.toLowerCase(), at };
  const sign = take(SIGN);
  if (sign !== null) return { kind: "sign", text: sign, at };
  const wrong = String.fromCodePoint(text.codePointAt(at) as number);
  const hint = wrong === "=" ? "; equality is ==" : wrong === "&" || wrong === "|" || wrong === "!" ? "; write and, or, not" : "";
  throw new ExpressionError(text, at, `${JSON.stringify(wrong)} means nothing here${hint}`);
}
