import { ExpressionError } from "./expression-error.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** Walks along the tokens of an expression; what it does not find it refuses at its place. */
export class TokenCursor {
  private readonly text: string;
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokensOf(text);
  }

  /** The token that is next; the last is the end. */
  get token(): Token {
    return this.tokens[this.position] as Token;
  }

  advance(): void {
    this.position++;
  }

  isSign(text: string): boolean {
    return this.token.kind === "sign" && this.token.text === text;
  }

  isWord(text: string): boolean {
    return this.token.kind === "name" && this.token.text === text;
  }

  takeSign(text: string): boolean {
    const found = this.isSign(text);
    if (found) this.position++;
    return found;
  }

  takeWord(text: string): boolean {
    const found = this.isWord(text);
    if (found) this.position++;
    return found;
  }

  expectSign(text: string): void {
    if (!this.takeSign(text))
      this.fail(this.token.at, `${JSON.stringify(text)} is expected${this.token.kind === "end" ? "" : `, not ${JSON.stringify(this.token.text)}`}`);
  }

  /** Refuses the expression at a place in its text. */
  fail(at: number, problem: string): never {
    throw new ExpressionError(this.text, at, problem);
  }
}
