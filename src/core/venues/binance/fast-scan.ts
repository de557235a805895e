import type { LevelList } from "../../book/depth-update.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import { FINER_LEVELS, LevelScan } from "./level-scan.ts";
import { BOOL, FIELDS, KEY, LEVELS, MessageFields, NUMBER, PREV, TEXT } from "./message-fields.ts";
import { isPlain, matches } from "./plain-text.ts";
import { type FormFields, type MessageForm, MessageForms } from "./message-forms.ts";

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

const EVENT = KEY("e");
const SYMBOL = KEY("s");
const BIDS = KEY("b");
const ASKS = KEY("a");

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
  readonly fields = new MessageFields();
  readonly levelScan = new LevelScan();
  /** What the fields hold of a message that is scanned. */
  private readonly scanned = new Uint8Array(FIELDS);
  private readonly forms = new MessageForms<Scanned>();
  /** The form that the message is read in; undefined where it is scanned. */
  private form: MessageForm<Scanned> | undefined;
  /** Whether levels of the message were met. */
  private begun = false;
  private at = 0;
  private end = 0;
  private bytes: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(new ArrayBuffer(0));

  scan(bytes: Uint8Array, start: number, end: number, target: LevelTarget): Scanned {
    if (bytes !== this.bytes) this.look(bytes);
    this.end = end;
    const form = this.forms.find(this.view, start, end);
    this.form = form;
    if (form !== undefined) {
      this.fields.type = form.fields.byField;
      this.begun = false;
      const kind = this.inForm(form, start, target);
      if (kind !== "unknown") return kind;
    }
    this.form = undefined;
    this.fields.type = this.scanned.fill(0);
    this.begun = false;
    const kind = this.inAnyForm(start, target);
    if (kind !== "unknown" && kind !== "finer") this.learn(kind, start);
    return kind;
  }

  /** What is known of messages with the fields of the last one; null where it was scanned. */
  get known(): FormFields | null {
    return this.form === undefined ? null : this.form.fields;
  }

  /** The instrument that the message's symbol names, met now or before; it was read as a text. */
  slotIn(table: InstrumentTable): number {
    const { form } = this;
    if (form !== undefined && form.slot >= 0) return form.slot;
    const slot = table.slotOf(this.bytes, this.fields.textStart[SYMBOL] as number, this.fields.textEnd[SYMBOL] as number);
    if (form !== undefined) form.slot = slot;
    return slot;
  }

  private look(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.fields.look(bytes, this.view);
    this.levelScan.look(bytes, this.view);
  }

  /** Scans a message of a form that was met before; `unknown` where it has another. */
  private inForm(form: MessageForm<Scanned>, start: number, target: LevelTarget): Scanned {
    const { view, end, fields } = this;
    const { lengths, symbolText, kind } = form;
    const { keys, types } = form.fields;
    let at = start;
    for (let n = 0; n < lengths.length; n++) {
      const length = lengths[n] as number;
      if (length > end - at || !form.matches(view, at, n)) return "unknown";
      if (n === symbolText) {
        fields.textStart[SYMBOL] = at + form.symbolFrom;
        fields.textEnd[SYMBOL] = at + form.symbolTo;
      }
      at += length;
      if (n === keys.length) return at === end ? kind : "unknown";
      const type = types[n] as number;
      if (type === LEVELS) {
        this.at = at;
        const outcome = this.levels(keys[n] as number, kind, target);
        if (outcome !== "depth") return outcome;
        at = this.at;
      } else {
        at = fields.read(keys[n] as number, type, at);
        if (at < 0) return "unknown";
      }
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
      if (key < 0 || this.scanned[key] !== 0) return "unknown";
      const from = this.at;
      const type = this.typeAt(from);
      const outcome = this.value(key, type, kind, target);
      if (key !== EVENT && key !== SYMBOL) this.forms.note(key, type, from, this.at);
      if (outcome !== null) return outcome;
      if (key === EVENT) {
        kind = this.event();
        if (kind === "unknown") return "unknown";
      }
      const next = bytes[this.at++];
      if (next === 125) break;
      if (next !== COMMA) return "unknown";
    }
    return kind === "unknown" && this.scanned[EVENT] === 0 ? "quote" : kind;
  }

  /** What the value at `at` is, by its first byte. */
  private typeAt(at: number): number {
    const first = this.bytes[at] as number;
    if (first === OPEN) return LEVELS;
    if (first === QUOTE) return TEXT;
    return first >= 48 && first <= 57 ? NUMBER : BOOL;
  }

  /** Reads the value of a field; null where it could, and the message goes on. */
  private value(key: number, type: number, kind: Scanned, target: LevelTarget): Scanned | null {
    if (type === LEVELS) {
      const outcome = this.levels(key, kind, target);
      return outcome === "depth" ? null : outcome;
    }
    const at = this.fields.read(key, type, this.at);
    if (at < 0) return "unknown";
    this.at = at;
    if (key !== 0) this.scanned[key] = type; // a skipped key may come again
    return null;
  }

  /** Keeps the form of the message that was just scanned: all but its values, or, of a foreign one, all before its levels. */
  private learn(kind: Scanned, start: number): void {
    const { textStart, textEnd } = this.fields;
    const symbol = this.scanned[SYMBOL] === TEXT ? { start: textStart[SYMBOL] as number, end: textEnd[SYMBOL] as number } : null;
    const foreign = kind === "foreign";
    this.forms.keep(foreign ? "depth" : kind, this.view, start, foreign ? -1 : this.end, this.scanned, symbol);
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

  private event(): Scanned {
    const start = this.fields.textStart[EVENT] as number;
    const length = (this.fields.textEnd[EVENT] as number) - start;
    if (this.scanned[EVENT] !== TEXT) return "unknown";
    for (const [kind, name] of EVENTS) if (name.length === length && matches(this.bytes, start, name)) return kind;
    return "unknown";
  }

  private levels(key: number, kind: Scanned, target: LevelTarget): Scanned {
    const { fields } = this;
    if (kind !== "depth" || !fields.has(SYMBOL, TEXT) || (key !== BIDS && key !== ASKS)) return "unknown";
    if (this.at >= this.end || this.bytes[this.at] !== OPEN) return "unknown"; // behind the message lies another one: its levels are not this one's
    if (!this.begun) {
      this.begun = true;
      if (fields.textStart[SYMBOL] === fields.textEnd[SYMBOL]) return "unknown";
      if (!target.begin()) return "foreign";
    }
    const end = this.levelScan.read(this.at + 1, key === BIDS ? target.bids : target.asks, target.priceScale, target.qtyScale);
    if (end < 0) return end === FINER_LEVELS ? "finer" : "unknown";
    this.at = end;
    if (this.form === undefined) this.scanned[key] = LEVELS;
    return "depth";
  }
}
