/** Which fields a message has, in order, and what each holds: the same for all messages of one stream's kind, whatever the instrument. */
export interface FormFields {
  /** The field of each value. */
  readonly keys: Uint8Array;
  /** What each value is, see message-fields.ts. */
  readonly types: Uint8Array;
  /** By field, what it holds. */
  readonly byField: Uint8Array;
  /** Whether these are all that a message of the kind must have: for who reads it to note, so that it is looked at once. */
  isWhole: boolean;
}

/**
 * The form of a message that was scanned before: the bytes that stood between its values. A message that has them all in the same places has
 * the same members, event type and symbol included, so its values can be read at once.
 */
export class MessageForm<Kind> {
  readonly kind: Kind;
  readonly fields: FormFields;
  /** One text goes before each value, and one behind the last, unless the form is only of a message's head. */
  readonly lengths: Int32Array;
  /** Which text holds the symbol, and where in it; -1 where none does. */
  readonly symbolText: number;
  readonly symbolFrom: number;
  readonly symbolTo: number;
  /** The instrument that the symbol names, once it was looked up; else -1. */
  slot = -1;
  /**
   * The texts as words of eight bytes, those of four to seven as words of four and shorter ones as bytes, and where each text's begin. The last
   * word of a text reaches back where it would reach over the end.
   */
  private readonly words: Float64Array;
  private readonly halves: Int32Array;
  private readonly begins: Int32Array;

  constructor(kind: Kind, fields: FormFields, texts: readonly Uint8Array[], symbol: { text: number; from: number; to: number } | null) {
    this.kind = kind;
    this.fields = fields;
    this.lengths = Int32Array.from(texts, (text) => text.length);
    this.symbolText = symbol?.text ?? -1;
    this.symbolFrom = symbol?.from ?? 0;
    this.symbolTo = symbol?.to ?? 0;
    const words: number[] = [];
    const halves: number[] = [];
    this.begins = Int32Array.from(texts, (text) => {
      const view = new DataView(text.buffer, text.byteOffset, text.byteLength);
      const into = text.length < 8 ? halves : words;
      const begin = into.length;
      if (text.length < 4) into.push(...text);
      else if (text.length < 8) into.push(view.getInt32(0, true), view.getInt32(text.length - 4, true));
      else for (let at = 0; at < text.length; at += 8) into.push(view.getFloat64(Math.min(at, text.length - 8), true));
      return begin;
    });
    this.words = Float64Array.from(words);
    this.halves = Int32Array.from(halves);
  }

  /**
   * Whether text `n` stands at `at`. Eight bytes are compared as a double: all bytes of a text are printable ASCII, so none of its doubles is zero or
   * not a number, and those that are equal have equal bits.
   */
  matches(view: DataView, at: number, n: number): boolean {
    const length = this.lengths[n] as number;
    let word = this.begins[n] as number;
    if (length >= 8) {
      const { words } = this;
      const last = at + length - 8;
      for (; at < last; at += 8) if (view.getFloat64(at, true) !== words[word++]) return false;
      return view.getFloat64(last, true) === words[word];
    }
    const { halves } = this;
    if (length >= 4) return view.getInt32(at, true) === halves[word] && view.getInt32(at + length - 4, true) === halves[word + 1];
    for (let i = 0; i < length; i++) if (view.getUint8(at + i) !== halves[word + i]) return false;
    return true;
  }
}

/** The bytes that tell symbols and streams apart, counted from the message's start: behind `{"stream":"`. */
const FROM = 11;
const TO = FROM + 20;
const LEAST_PLACES = 64;
const MOST_PLACES = 16_384;
/** A message with more values is not kept. */
const MOST_VALUES = 32;
/** Kinds of messages: as many as are remembered for forms to come. */
const MOST_FIELDS = 64;
/** Neighbouring places where a form may be that found its own taken. */
const NEIGHBOURS = 16;

/** The forms met so far, found by the bytes in which they differ. Bounded: where all places are taken, the latest takes its own. */
export class MessageForms<Kind> {
  private forms: (MessageForm<Kind> | undefined)[] = Array.from({ length: LEAST_PLACES });
  private hashes = new Int32Array(LEAST_PLACES);
  private kept = 0;
  private readonly fields = new Map<string, FormFields>();
  /** The fields of the values of the message that is being scanned, in order, what they are, and where they lie. */
  private readonly keys = new Uint8Array(MOST_VALUES);
  private readonly types = new Uint8Array(MOST_VALUES);
  private readonly starts = new Int32Array(MOST_VALUES);
  private readonly ends = new Int32Array(MOST_VALUES);
  private values = 0;

  /** The form that the message in `view` from `start` on most likely has. */
  find(view: DataView, start: number, end: number): MessageForm<Kind> | undefined {
    if (end - start < TO) return undefined;
    const { hashes } = this;
    const hash = hashOf(view, start);
    for (let place = hash >>> 16, last = place + NEIGHBOURS; place < last; place++) {
      const at = place & (hashes.length - 1);
      if (hashes[at] === hash) return this.forms[at];
    }
    return undefined;
  }

  /** A message is scanned whose form may be kept. */
  begin(): void {
    this.values = 0;
  }

  /** A value of that message lies from `start` to `end`; those that never differ within a form, its event type and symbol, are not noted. */
  note(key: number, type: number, start: number, end: number): void {
    if (this.values < MOST_VALUES) {
      this.keys[this.values] = key;
      this.types[this.values] = type;
      this.starts[this.values] = start;
      this.ends[this.values] = end;
    }
    this.values++;
  }

  /**
   * Keeps the form of that message, which begins at `start`; where `end` is -1 only that of its head, up to the value that was noted last.
   * @param byField what its fields hold, those that are not noted too
   * @param symbol where its symbol lies
   */
  keep(kind: Kind, view: DataView, start: number, end: number, byField: Uint8Array, symbol: { start: number; end: number } | null): void {
    const { values } = this;
    const stop = end < 0 ? (this.starts[values - 1] as number) : end;
    if (values > MOST_VALUES || stop - start < TO) return;
    const to = [...this.starts.subarray(0, values), ...(end < 0 ? [] : [end])];
    const from = [start, ...this.ends.subarray(0, to.length - 1)];
    const texts = to.map((textEnd, n) => new Uint8Array(view.buffer, view.byteOffset + (from[n] as number), textEnd - (from[n] as number)));
    const text = symbol === null ? -1 : to.findIndex((textEnd) => symbol.end <= textEnd);
    const first = from[text] as number;
    const place = symbol === null ? null : { text, from: symbol.start - first, to: symbol.end - first };
    this.put(new MessageForm(kind, this.fieldsOf(kind, values, byField), texts, place), hashOf(view, start));
  }

  /** The fields of the message that is being scanned: one object for all forms that have the same. */
  private fieldsOf(kind: Kind, values: number, byField: Uint8Array): FormFields {
    const name = `${String(kind)} ${this.keys.subarray(0, values).join()} ${this.types.subarray(0, values).join()} ${byField.join()}`;
    let fields = this.fields.get(name);
    if (fields === undefined) {
      fields = { keys: this.keys.slice(0, values), types: this.types.slice(0, values), byField: byField.slice(), isWhole: false };
      if (this.fields.size === MOST_FIELDS) this.fields.clear();
      this.fields.set(name, fields);
    }
    return fields;
  }

  private put(form: MessageForm<Kind>, hash: number): void {
    const { length } = this.forms;
    if (this.kept * 4 >= length && length < MOST_PLACES) this.grow(length * 4);
    const mask = this.forms.length - 1;
    const home = (hash >>> 16) & mask;
    let place = home;
    for (let left = NEIGHBOURS; this.hashes[place] !== hash && this.forms[place] !== undefined; place = (place + 1) & mask) {
      if (--left > 0) continue;
      place = home;
      break;
    }
    if (this.forms[place] === undefined) this.kept++;
    this.hashes[place] = hash;
    this.forms[place] = form;
  }

  private grow(length: number): void {
    const { forms, hashes } = this;
    this.forms = Array.from({ length });
    this.hashes = new Int32Array(length);
    this.kept = 0;
    forms.forEach((form, at) => {
      if (form !== undefined) this.put(form, hashes[at] as number);
    });
  }
}

function hashOf(view: DataView, start: number): number {
  let hash = 0;
  for (let at = start + FROM; at < start + TO; at += 4) hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
  return hash;
}
