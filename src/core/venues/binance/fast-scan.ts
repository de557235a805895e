import { POW10 } from "../../base/decimal.ts";
import type { LevelList } from "../../book/depth-update.ts";

/** What the scan found; anything it does not recognise is `unknown`, and the checked slow path decides. */
export type Scanned = "unknown" | "depth" | "trade" | "aggregate" | "quote" | "foreign" | "finer";

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN = 91;
const CLOSE = 93;
const WRAPPER = Uint8Array.from('{"stream":"', (c) => c.charCodeAt(0));
const DATA = Uint8Array.from('","data":', (c) => c.charCodeAt(0));
const EVENTS: readonly (readonly [Scanned, Uint8Array])[] = (
  [
    ["depth", "depthUpdate"],
    ["trade", "trade"],
    ["aggregate", "aggTrade"],
    ["quote", "bookTicker"],
  ] as const
).map(([kind, name]) => [kind, Uint8Array.from(name, (c) => c.charCodeAt(0))]);

/** Slots of the fields a message may hold: a single-letter key is its own character code, `pu` is 1. */
export const PREV = 1;
export const KEY = (letter: string): number => letter.charCodeAt(0);
const FIELDS = 128;
const NUMBER = 1;
const TEXT = 2;
const TRUE = 3;
const FALSE = 4;
const LEVELS = 5;

/** What the scan asks of the decoder once it knows the symbol and meets price levels. */
export interface LevelTarget {
  /** Finds the instrument of `bytes[start..end)`; false where its levels are not wanted (the scan then ends as `foreign`). */
  begin(bytes: Uint8Array, start: number, end: number): boolean;
  priceScale: number;
  qtyScale: number;
  readonly bids: LevelList;
  readonly asks: LevelList;
}

/**
 * Scans a compact Binance message straight from its bytes, in one pass and in any order of single-letter keys.
 * It validates what it takes: JSON shape to the last byte, digits, ranges. Escapes, blanks, non-ASCII text, nested objects,
 * repeated keys, numbers past 2^53 and event types it does not know are not recognised.
 */
export class FastScan {
  readonly number = new Float64Array(FIELDS);
  readonly textStart = new Int32Array(FIELDS);
  readonly textEnd = new Int32Array(FIELDS);
  /** Where the scan met a digit finer than the target's scale. */
  finerPrice = 0;
  finerQty = 0;
  private readonly type = new Uint8Array(FIELDS);
  private at = 0;
  private end = 0;
  private bytes: Uint8Array = new Uint8Array(0);

  has(key: number, type: "number" | "text" | "bool" | "levels"): boolean {
    const seen = this.type[key] as number;
    if (type === "bool") return seen === TRUE || seen === FALSE;
    return seen === (type === "number" ? NUMBER : type === "text" ? TEXT : LEVELS);
  }

  absent(key: number): boolean {
    return this.type[key] === 0;
  }

  isTrue(key: number): boolean {
    return this.type[key] === TRUE;
  }

  scan(bytes: Uint8Array, start: number, end: number, target: LevelTarget): Scanned {
    this.type.fill(0);
    this.bytes = bytes;
    this.end = end;
    let at = start;
    let wrapped = false;
    if (matches(bytes, at, WRAPPER)) {
      at += WRAPPER.length;
      while (isPlain(bytes[at] as number)) at++;
      if (!matches(bytes, at, DATA)) return "unknown";
      at += DATA.length;
      wrapped = true;
    }
    this.at = at;
    const kind = this.object(target);
    if (kind === "foreign" || kind === "finer") return kind;
    at = this.at;
    if (wrapped && bytes[at++] !== 125) return "unknown";
    return at === end ? kind : "unknown";
  }

  private object(target: LevelTarget): Scanned {
    const { bytes } = this;
    let kind: Scanned = "unknown";
    if (bytes[this.at++] !== 123) return "unknown";
    for (;;) {
      const key = this.key();
      if (key < 0 || this.type[key] !== 0) return "unknown";
      const first = bytes[this.at] as number;
      if (first === OPEN) {
        const outcome = this.levels(key, kind, target);
        if (outcome !== "depth") return outcome;
      } else if (!this.scalar(key, first)) return "unknown";
      if (key === 101) {
        kind = this.event();
        if (kind === "unknown") return "unknown";
      }
      this.type[0] = 0; // a skipped key may come again
      const next = bytes[this.at++];
      if (next === 125) break;
      if (next !== COMMA) return "unknown";
    }
    return kind === "unknown" && this.type[101] === 0 ? "quote" : kind;
  }

  /** Reads `"k":`; returns the field's slot, 0 for a key whose value is skipped, -1 where it is not of that form. */
  private key(): number {
    const { bytes } = this;
    if (bytes[this.at] !== QUOTE) return -1;
    const start = this.at + 1;
    let end = start;
    while (isPlain(bytes[end] as number)) end++;
    if (bytes[end] !== QUOTE || bytes[end + 1] !== COLON || end === start) return -1;
    this.at = end + 2;
    if (end - start === 1) return bytes[start] as number;
    if (end - start === 2 && bytes[start] === 112 && bytes[start + 1] === 117) return PREV;
    return 0;
  }

  private scalar(key: number, first: number): boolean {
    if (first === QUOTE) return this.text(key);
    if (first >= 48 && first <= 57) return this.integer(key);
    if (this.word("true")) {
      this.type[key] = TRUE;
      return true;
    }
    if (this.word("false")) {
      this.type[key] = FALSE;
      return true;
    }
    return false;
  }

  private text(key: number): boolean {
    const { bytes } = this;
    let at = this.at + 1;
    this.textStart[key] = at;
    while (isPlain(bytes[at] as number)) at++;
    if (bytes[at] !== QUOTE) return false;
    this.textEnd[key] = at;
    this.type[key] = TEXT;
    this.at = at + 1;
    return true;
  }

  private integer(key: number): boolean {
    const { bytes } = this;
    let at = this.at;
    let value = 0;
    let digit = 0;
    while ((digit = (bytes[at] as number) - 48) >= 0 && digit <= 9) {
      value = value * 10 + digit;
      at++;
    }
    if ((bytes[this.at] === 48 && at > this.at + 1) || value > Number.MAX_SAFE_INTEGER) return false;
    const after = bytes[at];
    if (after !== COMMA && after !== 125) return false;
    this.number[key] = value;
    this.type[key] = NUMBER;
    this.at = at;
    return true;
  }

  private word(word: string): boolean {
    for (let i = 0; i < word.length; i++) if (this.bytes[this.at + i] !== word.charCodeAt(i)) return false;
    this.at += word.length;
    return true;
  }

  private event(): Scanned {
    const start = this.textStart[101] as number;
    const length = (this.textEnd[101] as number) - start;
    if (this.type[101] !== TEXT) return "unknown";
    for (const [kind, name] of EVENTS) if (name.length === length && matches(this.bytes, start, name)) return kind;
    return "unknown";
  }

  private levels(key: number, kind: Scanned, target: LevelTarget): Scanned {
    const symbol = 115;
    if (kind !== "depth" || this.type[symbol] !== TEXT || (key !== 97 && key !== 98)) return "unknown";
    if (this.at >= this.end) return "unknown"; // behind the message lies another one: its levels are not this one's
    if (this.type[97] !== LEVELS && this.type[98] !== LEVELS) {
      const start = this.textStart[symbol] as number;
      const end = this.textEnd[symbol] as number;
      if (start === end) return "unknown";
      if (!target.begin(this.bytes, start, end)) return "foreign";
    }
    const end = this.readLevels(this.at + 1, key === 98 ? target.bids : target.asks, target.priceScale, target.qtyScale);
    if (end < 0) return end === -2 ? "finer" : "unknown";
    this.at = end;
    this.type[key] = LEVELS;
    return "depth";
  }

  /**
   * Reads `["price","qty"],...]` from `at`; returns the place after the closing bracket, -1 where the text is not of that form,
   * -2 where a digit is finer than the scale. This is where the time goes: the two numbers are read in place, without calls.
   */
  private readLevels(at: number, list: LevelList, priceScale: number, qtyScale: number): number {
    const { bytes } = this;
    list.clear();
    if (bytes[at] === CLOSE) return at + 1;
    for (;;) {
      if (bytes[at] !== OPEN || bytes[at + 1] !== QUOTE) return -1;
      at += 2;
      let price = 0;
      let digit = 0;
      let start = at;
      while ((digit = (bytes[at] as number) - 48) >= 0 && digit <= 9) {
        price = price * 10 + digit;
        at++;
      }
      if (at === start) return -1;
      let places = 0;
      if (digit === -2) {
        start = ++at;
        while (places < priceScale && (digit = (bytes[at] as number) - 48) >= 0 && digit <= 9) {
          price = price * 10 + digit;
          places++;
          at++;
        }
        while (bytes[at] === 48) at++;
        if (at === start) return -1;
      }
      if (bytes[at] !== QUOTE) return this.finer(at, true);
      if (places < priceScale) price *= POW10[priceScale - places] as number;
      if (bytes[at + 1] !== COMMA || bytes[at + 2] !== QUOTE) return -1;
      at += 3;
      let qty = 0;
      start = at;
      while ((digit = (bytes[at] as number) - 48) >= 0 && digit <= 9) {
        qty = qty * 10 + digit;
        at++;
      }
      if (at === start) return -1;
      places = 0;
      if (digit === -2) {
        start = ++at;
        while (places < qtyScale && (digit = (bytes[at] as number) - 48) >= 0 && digit <= 9) {
          qty = qty * 10 + digit;
          places++;
          at++;
        }
        while (bytes[at] === 48) at++;
        if (at === start) return -1;
      }
      if (bytes[at] !== QUOTE) return this.finer(at, false);
      if (places < qtyScale) qty *= POW10[qtyScale - places] as number;
      if (price > Number.MAX_SAFE_INTEGER || qty > Number.MAX_SAFE_INTEGER || price === 0) return -1;
      list.push(price, qty);
      if (bytes[at + 1] !== CLOSE) return -1;
      const after = bytes[at + 2];
      at += 3;
      if (after === CLOSE) return at;
      if (after !== COMMA) return -1;
    }
  }

  /** The number at `at` goes on below the scale: finds how many places it needs, or that it is no number. */
  private finer(at: number, price: boolean): number {
    const { bytes } = this;
    let start = at;
    while (bytes[start - 1] !== QUOTE) start--;
    let point = start;
    while (point < at && bytes[point] !== 46) point++;
    let end = at;
    let last = at;
    for (let digit = 0; (digit = (bytes[end] as number) - 48) >= 0 && digit <= 9; end++) if (digit !== 0) last = end + 1;
    if (point === at || last === at || bytes[end] !== QUOTE) return -1;
    if (price) this.finerPrice = last - point - 1;
    else this.finerQty = last - point - 1;
    return -2;
  }
}

/** Printable ASCII that ends no JSON string and escapes nothing. */
function isPlain(code: number): boolean {
  return code >= 32 && code < 127 && code !== QUOTE && code !== 92;
}

function matches(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}
