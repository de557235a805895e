import type { LevelList } from "../../book/depth-update.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import { FINER_LEVELS, LevelScan } from "./level-scan.ts";
import { FixedSides } from "./fixed-sides.ts";
import { isPlain, matches } from "./plain-text.ts";
import { type MessageForm, MessageForms } from "./message-forms.ts";

/** What the scan found; anything it does not recognise is `unknown`, and the checked slow path decides. */
export type Scanned = "unknown" | "depth" | "trade" | "aggregate" | "quote" | "foreign" | "finer";

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN = 91;
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
const EVENT = KEY("e");
const SYMBOL = KEY("s");

/** What the scan asks of the decoder once it knows the symbol and meets price levels. */
export interface LevelTarget {
  /** Finds the message's instrument; false where its levels are not wanted (the scan then ends as `foreign`). */
  begin(): boolean;
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
  /** What the texts are as decimals. */
  readonly fixed = new FixedSides(FIELDS);
  readonly levelScan = new LevelScan();
  private readonly type = new Uint8Array(FIELDS);
  /** The same in eights: emptied without a call. */
  private readonly types = new Float64Array(this.type.buffer);
  private readonly forms = new MessageForms<Scanned>();
  /** The form that the message is read in; undefined where it is scanned. */
  private form: MessageForm<Scanned> | undefined;
  private at = 0;
  private end = 0;
  private bytes: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(new ArrayBuffer(0));

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
    if (bytes !== this.bytes) this.look(bytes);
    this.end = end;
    const form = this.forms.find(this.view, start, end);
    this.form = form;
    if (form !== undefined) {
      this.forget();
      const kind = this.inForm(form, start, target);
      if (kind !== "unknown") return kind;
    }
    this.form = undefined;
    this.forget();
    const kind = this.inAnyForm(start, target);
    if (kind !== "unknown" && kind !== "finer") this.learn(kind, start);
    return kind;
  }

  /** The instrument that the message's symbol names, met now or before; it was read as a text. */
  slotIn(table: InstrumentTable): number {
    const { form } = this;
    if (form !== undefined && form.slot >= 0) return form.slot;
    const slot = table.slotOf(this.bytes, this.textStart[SYMBOL] as number, this.textEnd[SYMBOL] as number);
    if (form !== undefined) form.slot = slot;
    return slot;
  }

  private forget(): void {
    const { types } = this;
    for (let n = 0; n < types.length; n++) types[n] = 0;
  }

  private look(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.levelScan.look(bytes, this.view);
  }

  /** Scans a message of a form that was met before; `unknown` where it has another. */
  private inForm(form: MessageForm<Scanned>, start: number, target: LevelTarget): Scanned {
    const { view, end } = this;
    const { keys, lengths, symbol } = form;
    let at = start;
    for (let n = 0, word = 0; n < lengths.length; n++) {
      const length = lengths[n] as number;
      if (length > end - at) return "unknown";
      word = form.match(view, at, length, word);
      if (word < 0) return "unknown";
      if (symbol !== null && symbol.text === n) {
        this.textStart[SYMBOL] = at + symbol.from;
        this.textEnd[SYMBOL] = at + symbol.to;
        this.type[SYMBOL] = TEXT;
      }
      at += length;
      if (n === keys.length) return at === end ? form.kind : "unknown";
      this.at = at;
      const outcome = this.value(keys[n] as number, form.kind, target);
      if (outcome !== null) return outcome;
      at = this.at;
    }
    return "unknown";
  }

  private inAnyForm(start: number, target: LevelTarget): Scanned {
    const { bytes, end } = this;
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
    this.forms.begin();
    if (bytes[this.at++] !== 123) return "unknown";
    for (;;) {
      const key = this.key();
      if (key < 0 || this.type[key] !== 0) return "unknown";
      const from = this.at;
      const outcome = this.value(key, kind, target);
      if (key !== EVENT && key !== SYMBOL) this.forms.note(key, from, this.at);
      if (outcome !== null) return outcome;
      if (key === EVENT) {
        kind = this.event();
        if (kind === "unknown") return "unknown";
      }
      const next = bytes[this.at++];
      if (next === 125) break;
      if (next !== COMMA) return "unknown";
    }
    return kind === "unknown" && this.type[EVENT] === 0 ? "quote" : kind;
  }

  /** Reads the value of a field; null where it could, and the message goes on. */
  private value(key: number, kind: Scanned, target: LevelTarget): Scanned | null {
    const first = this.bytes[this.at] as number;
    if (first === OPEN) {
      const outcome = this.levels(key, kind, target);
      return outcome === "depth" ? null : outcome;
    }
    if (!this.scalar(key, first)) return "unknown";
    this.type[0] = 0; // a skipped key may come again
    return null;
  }

  /** Keeps the form of the message that was just scanned: all but its values, or, of a foreign one, all before its levels. */
  private learn(kind: Scanned, start: number): void {
    const symbol = this.type[SYMBOL] === TEXT ? { start: this.textStart[SYMBOL] as number, end: this.textEnd[SYMBOL] as number } : null;
    this.forms.keep(kind === "foreign" ? "depth" : kind, this.view, start, kind === "foreign" ? -1 : this.end, symbol);
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
    at = this.fixed.read(bytes, this.view, key, at);
    while (isPlain(bytes[at] as number)) at++;
    if (bytes[at] !== QUOTE) return false;
    this.textEnd[key] = at;
    this.type[key] = TEXT;
    this.at = at + 1;
    return true;
  }

  private integer(key: number): boolean {
    const { bytes, view } = this;
    let at = this.at;
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
    const start = this.textStart[EVENT] as number;
    const length = (this.textEnd[EVENT] as number) - start;
    if (this.type[EVENT] !== TEXT) return "unknown";
    for (const [kind, name] of EVENTS) if (name.length === length && matches(this.bytes, start, name)) return kind;
    return "unknown";
  }

  private levels(key: number, kind: Scanned, target: LevelTarget): Scanned {
    if (kind !== "depth" || this.type[SYMBOL] !== TEXT || (key !== 97 && key !== 98)) return "unknown";
    if (this.at >= this.end) return "unknown"; // behind the message lies another one: its levels are not this one's
    if (this.type[97] !== LEVELS && this.type[98] !== LEVELS) {
      if (this.textStart[SYMBOL] === this.textEnd[SYMBOL]) return "unknown";
      if (!target.begin()) return "foreign";
    }
    const end = this.levelScan.read(this.at + 1, key === 98 ? target.bids : target.asks, target.priceScale, target.qtyScale);
    if (end < 0) return end === FINER_LEVELS ? "finer" : "unknown";
    this.at = end;
    this.type[key] = LEVELS;
    return "depth";
  }
}
