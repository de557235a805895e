import { FixedSides } from "./fixed-sides.ts";
import { isPlain } from "./plain-text.ts";

/** Slots of the fields a message may hold: a single-letter key is its own character code, `pu` is 1, 0 is any key whose value is skipped. */
export const PREV = 1;
/** The slot of a single-letter key. */
export const KEY = (letter: string): number => letter.charCodeAt(0);
/** Slots there are: one for each character of ASCII. */
export const FIELDS = 128;

/** What a field holds; 0 where it is absent. */
export const NUMBER = 1;
export const TEXT = 2;
export const BOOL = 3;
export const LEVELS = 4;

const QUOTE = 34;
const COMMA = 44;
const CLOSE = 125;
/** `true` and `fals` as words. */
const TRUE_WORD = 0x65757274;
const FALS_WORD = 0x736c6166;
const LOWER_E = 101;

/**
 * The values of a message by field, read one by one straight from its bytes. A reader returns the place behind its value, or -1 where none of its
 * kind stands there; it notes the kind nowhere: that is the caller's to do.
 */
export class MessageFields {
  /** The value of a number; 1 or 0 of a truth value. */
  readonly number = new Float64Array(FIELDS);
  readonly textStart = new Int32Array(FIELDS);
  readonly textEnd = new Int32Array(FIELDS);
  /** What the texts are as decimals. */
  readonly fixed = new FixedSides(FIELDS);
  /** By field, what the message holds. */
  type: Uint8Array = new Uint8Array(FIELDS);
  private bytes: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(new ArrayBuffer(0));

  /** Reads from these bytes from now on; `view` shows the same. */
  look(bytes: Uint8Array, view: DataView): void {
    this.bytes = bytes;
    this.view = view;
  }

  has(key: number, type: number): boolean {
    return this.type[key] === type;
  }

  absent(key: number): boolean {
    return this.type[key] === 0;
  }

  isTrue(key: number): boolean {
    return this.number[key] === 1;
  }

  /** Reads the value of this kind. */
  read(key: number, type: number, at: number): number {
    if (type === NUMBER) return this.integer(key, at);
    return type === TEXT ? this.text(key, at) : type === BOOL ? this.truth(key, at) : -1;
  }

  /** A text between quotes without escapes, printable ASCII only. */
  private text(key: number, at: number): number {
    const { bytes } = this;
    if (bytes[at] !== QUOTE) return -1;
    this.textStart[key] = at + 1;
    at = this.fixed.read(bytes, this.view, key, at + 1);
    while (isPlain(bytes[at] as number)) at++;
    if (bytes[at] !== QUOTE) return -1;
    this.textEnd[key] = at;
    return at + 1;
  }

  /** A whole number up to 2^53, not negative, with a comma or a closing brace behind it. */
  private integer(key: number, at: number): number {
    const { bytes, view } = this;
    const start = at;
    let value = 0;
    // Four digits at a time as far as they go, see LevelScan.
    for (const safe = bytes.length - 4; at <= safe; at += 4) {
      const digits = view.getInt32(at, true) ^ 0x30303030;
      if (((digits | (digits + 0x76767676)) & 0x80808080) !== 0) break;
      const pairs = (Math.imul(digits, 10) + (digits >>> 8)) & 0x00ff00ff;
      value = value * 10_000 + ((pairs & 0xff) * 100 + (pairs >>> 16));
    }
    let digit = 0;
    while ((digit = (bytes[at] as number) - 48) >= 0 && digit <= 9) {
      value = value * 10 + digit;
      at++;
    }
    if (at === start || (bytes[start] === 48 && at > start + 1) || value > Number.MAX_SAFE_INTEGER) return -1;
    const after = bytes[at];
    if (after !== COMMA && after !== CLOSE) return -1;
    this.number[key] = value;
    return at;
  }

  private truth(key: number, at: number): number {
    const { bytes, view } = this;
    if (at > bytes.length - 5) return -1;
    // Which of the two it is cannot be foretold, so nothing branches on it: the second bit of the first letter tells.
    const word = view.getInt32(at, true);
    const isFalse = (word >>> 1) & 1;
    if ((word ^ TRUE_WORD ^ (-isFalse & (TRUE_WORD ^ FALS_WORD))) !== 0 || (((bytes[at + 4] as number) ^ LOWER_E) & -isFalse) !== 0) return -1;
    this.number[key] = 1 - isFalse;
    return at + 4 + isFalse;
  }
}
