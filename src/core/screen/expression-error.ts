/** An expression cannot be read: what is wrong, and where. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
  readonly text: string;
  /** Index of the first character that is wrong, in UTF-16 code units; the text's length where it ends too early. */
  readonly at: number;

  constructor(text: string, at: number, problem: string) {
    super(problem);
    this.text = text;
    this.at = at;
  }

  /** The expression with a caret under the place, as two lines. */
  get caret(): string {
    const before = this.text.slice(0, this.at).replaceAll(/\s/g, " ");
    return `${this.text.replaceAll(/\s/g, " ")}\n${" ".repeat(before.length)}^`;
  }
}
