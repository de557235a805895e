/**
 * The form of a message that was scanned before: the bytes that stood between its values. A message that has them all in the same places has
 * the same members of the same kinds, event type and symbol included, so its values can be read at once.
 */
export class MessageForm<Kind> {
  readonly kind: Kind;
  /** The field of each value, in order. One text goes before each value, and one behind the last, unless the form is only of a message's head. */
  readonly keys: Uint8Array;
  readonly lengths: Int32Array;
  /** Which text holds the symbol, and where in it. */
  readonly symbol: { readonly text: number; readonly from: number; readonly to: number } | null;
  /** The instrument that the symbol names, once it was looked up; else -1. */
  slot = -1;
  /** The texts as words of four bytes, the last one of each reaching back where it would reach over the end. */
  private readonly words: Int32Array;

  constructor(kind: Kind, keys: readonly number[], texts: readonly Uint8Array[], symbol: MessageForm<Kind>["symbol"]) {
    this.kind = kind;
    this.keys = Uint8Array.from(keys);
    this.lengths = Int32Array.from(texts, (text) => text.length);
    this.symbol = symbol;
    this.words = Int32Array.from(
      texts.flatMap((text) => {
        const view = new DataView(text.buffer, text.byteOffset, text.byteLength);
        if (text.length < 4) return [...text];
        return Array.from({ length: (text.length + 3) >> 2 }, (_, n) => view.getInt32(Math.min(n * 4, text.length - 4), true));
      }),
    );
  }

  /** Where the words of the text after the one whose words begin at `word` begin, if the text of this `length` stands at `at`; else -1. */
  match(view: DataView, at: number, length: number, word: number): number {
    const { words } = this;
    if (length < 4) {
      for (let n = 0; n < length; n++) if (view.getUint8(at + n) !== words[word++]) return -1;
      return word;
    }
    const last = at + length - 4;
    for (; at < last; at += 4) if (view.getInt32(at, true) !== words[word++]) return -1;
    return view.getInt32(last, true) === words[word] ? word + 1 : -1;
  }
}

/** The bytes that tell symbols and streams apart, counted from the message's start: behind `{"stream":"`. */
const FROM = 11;
const TO = FROM + 20;
const LEAST_PLACES = 64;
const MOST_PLACES = 16_384;
/** A message with more values is not kept. */
const MOST_VALUES = 32;
/** Neighbouring places where a form may be that found its own taken. */
const NEIGHBOURS = 16;

/** The forms met so far, found by the bytes in which they differ. Bounded: where all places are taken, the latest takes its own. */
export class MessageForms<Kind> {
  private forms: (MessageForm<Kind> | undefined)[] = Array.from({ length: LEAST_PLACES });
  private hashes = new Int32Array(LEAST_PLACES);
  private kept = 0;
  /** The fields of the values of the message that is being scanned, in order, and where they lie. */
  private readonly keys = new Uint8Array(MOST_VALUES);
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
  note(key: number, start: number, end: number): void {
    if (this.values < MOST_VALUES) {
      this.keys[this.values] = key;
      this.starts[this.values] = start;
      this.ends[this.values] = end;
    }
    this.values++;
  }

  /**
   * Keeps the form of that message, which begins at `start`; where `end` is -1 only that of its head, up to the value that was noted last.
   * @param symbol where its symbol lies
   */
  keep(kind: Kind, view: DataView, start: number, end: number, symbol: { readonly start: number; readonly end: number } | null): void {
    const { values } = this;
    const stop = end < 0 ? (this.starts[values - 1] as number) : end;
    if (values > MOST_VALUES || stop - start < TO) return;
    const to = [...this.starts.subarray(0, values), ...(end < 0 ? [] : [end])];
    const from = [start, ...this.ends.subarray(0, to.length - 1)];
    const texts = to.map((textEnd, n) => new Uint8Array(view.buffer, view.byteOffset + (from[n] as number), textEnd - (from[n] as number)));
    const text = symbol === null ? -1 : to.findIndex((textEnd) => symbol.end <= textEnd);
    const first = from[text] as number;
    const place = symbol === null ? null : { text, from: symbol.start - first, to: symbol.end - first };
    this.put(new MessageForm(kind, [...this.keys.subarray(0, values)], texts, place), hashOf(view, start));
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
