/** A JSON number as it was written: `63004.90`, `7e-7`, or an id beyond 2^53. */
export class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** What a reviver is told of a primitive value besides: its text in the source (ECMAScript, "JSON.parse source text access"). */
interface Source {
  readonly source?: string;
}

type Reviver = (this: unknown, key: string, value: unknown, context: Source) => unknown;

const keepNumbers: Reviver = (_key, value, context) => (typeof value === "number" ? new NumberText(context.source ?? String(value)) : value);

const keepIntegers: Reviver = (_key, value, { source = "" }) =>
  typeof value === "number" && !Number.isSafeInteger(value) && /^-?[0-9]{1,40}$/.test(source) ? BigInt(source) : value;

/** Numbers of so many digits may be beyond 2^53. */
const WIDE = /[0-9]{16}/;

/** The value of a JSON text, in which integers beyond 2^53 come as bigints. Throws a SyntaxError as `JSON.parse` does, or a RangeError. */
export function parseWideJson(text: string): unknown {
  return WIDE.test(text) ? JSON.parse(text, keepIntegers as (key: string, value: unknown) => unknown) : (JSON.parse(text) as unknown);
}

/**
 * The JSON value in `bytes[start..end)`; undefined where the bytes are no JSON in UTF-8, or are nested too deep to be read.
 * With `lexemes`, numbers come as {@link NumberText}, so that nothing of what was sent is lost.
 */
export function parseJson(bytes: Uint8Array, start: number, end: number, lexemes: boolean): unknown {
  try {
    const text = utf8.decode(bytes.subarray(start, end));
    return lexemes ? JSON.parse(text, keepNumbers as (key: string, value: unknown) => unknown) : (JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError || error instanceof TypeError) return undefined;
    throw error;
  }
}
