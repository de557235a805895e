import type { Interval } from "../candles/interval.ts";
import { type Condition, type ConditionNode, type NumberNode, termReach, termsUsed } from "./expression.ts";
import { CANDLE_FIELDS, nearestName, type Term } from "./term.ts";
import { TermReader } from "./term-reader.ts";
import { TokenCursor } from "./token-cursor.ts";
import type { Token } from "./tokens.ts";

/** How deep parentheses and signs may nest: far beyond what a person writes, far below what the stack holds. */
const MAX_DEPTH = 64;
/** How far back `[n]` may look. */
const MAX_BACK = 5_000;

const COMPARISONS = ["<", "<=", ">", ">=", "==", "!="] as const;

type Node =
  | { readonly type: "number"; readonly node: NumberNode; readonly at: number }
  | { readonly type: "condition"; readonly node: ConditionNode; readonly at: number };

/**
 * Reads a condition such as `rsi(14,1h) < 30 and volume24h > 1e6`. What names no interval has `interval`.
 * Throws an {@link ExpressionError} that says what is wrong and where.
 */
export function parseCondition(text: string, interval: Interval): Condition {
  return new Parser(text, interval).condition();
}

class Parser {
  private readonly text: string;
  private readonly cursor: TokenCursor;
  private readonly reader: TermReader;
  private readonly terms: Term[] = [];
  private depth = 0;

  constructor(text: string, interval: Interval) {
    this.text = text;
    this.cursor = new TokenCursor(text);
    this.reader = new TermReader(this.cursor, interval);
  }

  condition(): Condition {
    const read = this.or();
    if (this.cursor.token.kind !== "end")
      this.cursor.fail(this.cursor.token.at, `${JSON.stringify(this.cursor.token.text)} cannot stand here: and, or or the end is expected`);
    const root = this.asCondition(read);
    return { text: this.text, root, terms: this.terms, reach: termReach(root, this.terms.length) };
  }

  private or(): Node {
    return this.joined("or", () => this.joined("and", () => this.not()));
  }

  private joined(kind: "and" | "or", part: () => Node): Node {
    const first = part();
    if (!this.cursor.isWord(kind)) return first;
    const parts = [this.asCondition(first)];
    while (this.cursor.takeWord(kind)) parts.push(this.asCondition(part()));
    return { type: "condition", node: { kind, parts }, at: first.at };
  }

  private not(): Node {
    const { at } = this.cursor.token;
    if (!this.cursor.takeWord("not")) return this.comparison();
    return this.nested(at, () => ({ type: "condition", node: { kind: "not", of: this.asCondition(this.not()) }, at }));
  }

  private comparison(): Node {
    const left = this.sum();
    const sign = COMPARISONS.find((known) => this.cursor.isSign(known));
    if (sign !== undefined) {
      this.cursor.advance();
      const node: ConditionNode = { kind: "compare", sign, left: this.asNumber(left), right: this.asNumber(this.sum()) };
      if (COMPARISONS.some((known) => this.cursor.isSign(known)))
        this.cursor.fail(this.cursor.token.at, "one comparison at a time: join two with and");
      return { type: "condition", node, at: left.at };
    }
    if (!this.cursor.takeWord("crosses")) return left;
    const above = this.cursor.takeWord("above");
    if (!above && !this.cursor.takeWord("below")) this.cursor.fail(this.cursor.token.at, "crosses is followed by above or below");
    const right = this.sum();
    for (const side of [left, right]) this.refuseTicker(this.asNumber(side), side.at, "crosses");
    return { type: "condition", node: { kind: "cross", above, left: this.asNumber(left), right: this.asNumber(right) }, at: left.at };
  }

  private sum(): Node {
    return this.arithmetic(["+", "-"], () => this.arithmetic(["*", "/"], () => this.unary()));
  }

  private arithmetic(signs: readonly ("+" | "-" | "*" | "/")[], part: () => Node): Node {
    let left = part();
    for (let sign = signs.find((known) => this.cursor.isSign(known)); sign !== undefined; sign = signs.find((known) => this.cursor.isSign(known))) {
      this.cursor.advance();
      const node: NumberNode = { kind: "arithmetic", sign, left: this.asNumber(left), right: this.asNumber(part()) };
      left = { type: "number", node, at: left.at };
    }
    return left;
  }

  private unary(): Node {
    const { at } = this.cursor.token;
    if (!this.cursor.takeSign("-")) return this.earlier();
    return this.nested(at, () => ({ type: "number", node: { kind: "negate", of: this.asNumber(this.unary()) }, at }));
  }

  /** A value, and `[n]`: the same n candles earlier. */
  private earlier(): Node {
    const read = this.primary();
    if (!this.cursor.takeSign("[")) return read;
    const { text, at, kind } = this.cursor.token;
    const by = kind === "number" ? Number(text) : Number.NaN;
    if (!Number.isInteger(by) || by > MAX_BACK) this.cursor.fail(at, `[n] takes a whole number of candles from 0 to ${MAX_BACK}`);
    this.cursor.advance();
    this.cursor.expectSign("]");
    const of = this.asNumber(read);
    this.refuseTicker(of, read.at, "[n]");
    return { type: "number", node: { kind: "earlier", of, by }, at: read.at };
  }

  private primary(): Node {
    const { token } = this.cursor;
    if (token.kind === "number") {
      this.cursor.advance();
      return { type: "number", node: { kind: "number", value: Number(token.text) }, at: token.at };
    }
    if (this.cursor.takeSign("(")) {
      return this.nested(token.at, () => {
        const inner = this.or();
        this.cursor.expectSign(")");
        return { ...inner, at: token.at };
      });
    }
    if (token.kind === "name" && !["and", "or", "not", "crosses", "above", "below"].includes(token.text)) return this.named(token);
    if (token.kind === "interval") this.cursor.fail(token.at, `an interval stands in parentheses, as in close(${token.text})`);
    return this.cursor.fail(
      token.at,
      token.kind === "end" ? "the expression ends too early: a value is expected" : `a value is expected, not ${JSON.stringify(token.text)}`,
    );
  }

  private named({ text: name, at }: Token): Node {
    this.cursor.advance();
    const term = this.reader.read(name, at);
    if (term === undefined) {
      const near = nearestName(name);
      return this.cursor.fail(at, `there is no ${name}${near === undefined ? "" : `; ${near} there is`}`);
    }
    const known = this.terms.findIndex(({ label }) => label === term.label);
    const index = known >= 0 ? known : this.terms.push(term) - 1;
    return { type: "number", node: { kind: "term", term: index }, at };
  }

  private refuseTicker(node: NumberNode, at: number, where: string): void {
    const ticker = [...termsUsed(node)].map((index) => this.terms[index]).find((term) => term?.kind === "ticker" || term?.kind === "last");
    if (ticker !== undefined)
      this.cursor.fail(at, `${ticker.label} has no earlier value: ${where} goes with ${CANDLE_FIELDS.join(", ")} and indicators`);
  }

  private asCondition({ type, node, at }: Node): ConditionNode {
    if (type === "condition") return node;
    return this.cursor.fail(at, "a condition is expected here, such as rsi(14,1h) < 30; this is a number");
  }

  private asNumber({ type, node, at }: Node): NumberNode {
    if (type === "number") return node;
    return this.cursor.fail(at, "a number is expected here; this is a condition");
  }

  private nested<T>(at: number, read: () => T): T {
    if (++this.depth > MAX_DEPTH) this.cursor.fail(at, `nested more than ${MAX_DEPTH} deep`);
    const result = read();
    this.depth--;
    return result;
  }
}
