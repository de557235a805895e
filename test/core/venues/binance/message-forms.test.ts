import { describe, expect, test } from "vitest";
import { FIELDS, NUMBER } from "../../../../src/core/venues/binance/message-fields.ts";
import { type MessageForm, MessageForms } from "../../../../src/core/venues/binance/message-forms.ts";

const BY_FIELD = new Uint8Array(FIELDS);

/** A message with two values between angle brackets, in a buffer that begins before it. */
function wireOf(stream: string, first = "<12>", second = "<7>"): { view: DataView; start: number; end: number; text: string } {
  const text = `{"stream":"${stream}","data":{"u":${first},"s":"X","U":${second}}}`;
  const bytes = new TextEncoder().encode(`  ${text}`);
  return { view: new DataView(bytes.buffer), start: 2, end: bytes.length, text };
}

/** Keeps the form of that message under the kind `kind`; of its head only where `head`. */
function keep(forms: MessageForms<number>, kind: number, { view, start, end, text }: ReturnType<typeof wireOf>, head = false): void {
  forms.begin();
  for (const [key, open] of [[117, text.indexOf("<")] as const, [85, text.lastIndexOf("<")] as const])
    forms.note(key, NUMBER, start + open, start + text.indexOf(">", open) + 1);
  const symbol = start + text.indexOf("X");
  forms.keep(kind, view, start, head ? -1 : end, BY_FIELD, { start: symbol, end: symbol + 1 });
}

/** The texts between values, checked one after another as the scan does; how many of them match. */
function matches(form: MessageForm<number>, { view, start, text }: ReturnType<typeof wireOf>): number {
  let matched = 0;
  let at = start;
  for (const length of form.lengths) {
    if (!form.matches(view, at, matched)) break;
    matched++;
    at = start + text.indexOf(">", at + length - start) + 1;
  }
  return matched;
}

describe("forms of messages", () => {
  test("are found by the stream and match a message with other values, and none with another byte elsewhere", () => {
    const forms = new MessageForms<number>();
    keep(forms, 3, wireOf("btcusdt@depth@100ms"));
    const other = wireOf("btcusdt@depth@100ms", "<1234567>", "<>");
    const form = forms.find(other.view, other.start, other.end);
    expect(form).toMatchObject({ kind: 3, fields: { keys: Uint8Array.of(117, 85), types: Uint8Array.of(NUMBER, NUMBER) }, slot: -1, symbolText: 1 });
    expect(matches(form as MessageForm<number>, other)).toBe(3);
    for (let at = other.start; at < other.end; at++) {
      const inside = other.text.lastIndexOf("<", at - other.start) > other.text.lastIndexOf(">", at - other.start - 1);
      if (inside) continue;
      other.view.setUint8(at, other.view.getUint8(at) ^ 1);
      expect(matches(form as MessageForm<number>, other), `with another byte ${at}`).toBeLessThan(3);
      other.view.setUint8(at, other.view.getUint8(at) ^ 1);
    }
  });

  test("of a head end before their last value", () => {
    const forms = new MessageForms<number>();
    const message = wireOf("btcusdt@depth@100ms");
    keep(forms, 3, message, true);
    const form = forms.find(message.view, message.start, message.end) as MessageForm<number>;
    expect([form.fields.keys.length, form.lengths.length, matches(form, message)]).toEqual([2, 2, 2]);
  });

  test("of a thousand streams are all found, and of twenty thousand most of the last", () => {
    const forms = new MessageForms<number>();
    const found = (n: number): boolean => {
      const message = wireOf(`m${n}usdt@depth@100ms`);
      return forms.find(message.view, message.start, message.end)?.kind === n;
    };
    for (let n = 0; n < 20_000; n++) {
      keep(forms, n, wireOf(`m${n}usdt@depth@100ms`));
      if (n === 999) expect(Array.from({ length: 1_000 }, (_, at) => found(at))).not.toContain(false);
    }
    expect(Array.from({ length: 2_000 }, (_, at) => found(18_000 + at)).filter(Boolean).length).toBeGreaterThan(1_000);
  });
});
