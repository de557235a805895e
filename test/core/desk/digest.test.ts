import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Desk } from "../../../src/core/desk/desk.ts";
import { deskDigest, instrumentDigest } from "../../../src/core/desk/part-state.ts";
import { BINANCE_SPOT, BINANCE_USDM } from "../../../src/core/venues/binance/venues.ts";
import type { Venue } from "../../../src/core/venues/venue.ts";
import { capturesPresent, Recording } from "../../captures/recording.ts";
import { diffText, quoteText, snapshotText, tradeText } from "../binance-text.ts";
import { depthAnswer, digestOf, framesOf, recv, type Said } from "../frames.ts";
import { sessionOf } from "./session-arbitrary.ts";

const seed = Date.now() & 0x7fffffff;
const DAY = 1_723_161_600_000;

function digest(script: readonly Said[], venue: Venue = BINANCE_SPOT): string {
  const desk = new Desk({ venue });
  for (const frame of framesOf(script)) desk.apply(frame);
  return digestOf(desk);
}

/** The same JSON written otherwise: members backwards, with white space; text that is no JSON stays as it is. */
function rewritten(text: string): string {
  try {
    return JSON.stringify(backwards(JSON.parse(text)), null, 1);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, backwards(member)]),
  );
}

/** Every decimal text with zeros behind it that change nothing; a symbol or an interval is no decimal, whatever it looks like. */
const padded = (text: string): string => text.replace(/(?<!"[si]":)"(\d+)(\.\d+)?"/g, (_all, whole, part = ".") => `"${whole}${part}00"`);

const base: readonly Said[] = [
  depthAnswer("BTCUSDT", snapshotText(100, "61800.2 1.5, 61799 2", "61800.3 1, 61805.55 4")),
  recv(diffText({ U: 101, u: 105, bids: "61800.1 3", asks: "61805.55 5" })),
  recv(quoteText({ u: 105, bid: "61800.2 1.5", ask: "61800.3 1" })),
  recv(tradeText({ id: 1, ms: DAY, price: "61800.3", qty: "0.5" })),
  recv(tradeText({ id: 2, ms: DAY + 61_000, price: "61800.2", qty: "0.25", m: true })),
  recv(tradeText({ id: 3, ms: DAY + 130_000, price: "61800.2", qty: "0.125" })),
];

const replaced = (at: number, text: string): Said[] => base.map((said, index) => (index === at ? { ...said, text } : said));

describe("the digest", () => {
  test("is that of the values: trailing zeros, key order and white space do not change it", () => {
    const expected = digest(base);
    expect(digest(base.map((said) => ({ ...said, text: padded(said.text) })))).toBe(expected);
    expect(digest(base.map((said) => ({ ...said, text: rewritten(said.text) })))).toBe(expected);
    expect(digest(replaced(0, snapshotText(100, "61799 2, 61800.20 1.50", "61805.550 4.0, 61800.3 1")))).toBe(expected); // order of levels
    expect(digest(base.map((said) => ({ ...said, conn: `other-${said.conn}` })))).toBe(expected); // the name of a connection
  });

  test.each([
    ["spot", BINANCE_SPOT],
    ["futures", BINANCE_USDM],
  ] as const)(`of any %s session does not change with key order, white space and trailing zeros (seed ${seed})`, (_name, venue) => {
    fc.assert(
      fc.property(sessionOf(venue.name !== "binance"), (session) => {
        // Repeated members and damage have no other way to be written; everything else has.
        const script = session.filter(({ text }) => text === "" || JSON.stringify(parsed(text)) === text);
        const expected = digest(script, venue);
        expect(digest(script.map((said) => ({ ...said, text: rewritten(said.text) })), venue)).toBe(expected); // prettier-ignore
        const tidy = script.filter(({ text }) => !text.includes("0".repeat(600)));
        expect(digest(tidy.map((said) => ({ ...said, text: padded(said.text) })), venue)).toBe(digest(tidy, venue)); // prettier-ignore
      }),
      { seed, numRuns: 150 },
    );
  });

  test.each([
    ["the quantity of one level", 1, diffText({ U: 101, u: 105, bids: "61800.1 3.00000001", asks: "61805.55 5" })],
    ["the price of one level", 1, diffText({ U: 101, u: 105, bids: "61800.15 3", asks: "61805.55 5" })],
    ["one level more", 1, diffText({ U: 101, u: 105, bids: "61800.1 3, 1 1", asks: "61805.55 5" })],
    ["one level less", 0, snapshotText(100, "61800.2 1.5", "61800.3 1, 61805.55 4")],
    ["the id the book stands at", 1, diffText({ U: 101, u: 106, bids: "61800.1 3", asks: "61805.55 5" })],
    ["the venue's best bid", 2, quoteText({ u: 105, bid: "61800.2 1.4", ask: "61800.3 1" })],
    ["the quantity of one trade", 3, tradeText({ id: 1, ms: DAY, price: "61800.3", qty: "0.50000001" })],
    ["the price of one trade", 3, tradeText({ id: 1, ms: DAY, price: "61800.31", qty: "0.5" })],
    ["the side of one trade", 3, tradeText({ id: 1, ms: DAY, price: "61800.3", qty: "0.5", m: true })],
    ["the id of one trade", 5, tradeText({ id: 4, ms: DAY + 130_000, price: "61800.2", qty: "0.125" })],
    ["the minute of one trade", 4, tradeText({ id: 2, ms: DAY + 59_000, price: "61800.2", qty: "0.25", m: true })],
    ["the symbol of one trade", 5, tradeText({ symbol: "ETHUSDT", id: 3, ms: DAY + 130_000, price: "61800.2", qty: "0.125" })],
    ["a message that cannot be read where the book was live", 2, '{"stream":"btcusdt@depth","data":{'],
  ])("differs when %s does", (_what, at, text) => {
    expect(digest(replaced(at, text))).not.toBe(digest(base));
  });

  test("differs when one trade is missing or one candle is another, though count, last trade and day's figures are the same", () => {
    expect(digest(base.slice(0, -1))).not.toBe(digest(base));
    const swapped = base.map((said, at) => {
      if (at === 3) return { ...said, text: tradeText({ id: 1, ms: DAY, price: "61800.2", qty: "0.25", m: true }) };
      return at === 4 ? { ...said, text: tradeText({ id: 2, ms: DAY + 61_000, price: "61800.3", qty: "0.5" }) } : said;
    });
    expect(digest(swapped)).not.toBe(digest(base));
  });

  test("of a desk tells the parts of an instrument, and the instruments, apart, but not the order they were met in", () => {
    expect(instrumentDigest("a", "b")).not.toBe(instrumentDigest("b", "a"));
    expect(deskDigest(new Map([["x", "1"], ["y", "2"]]))).toBe(deskDigest(new Map([["y", "2"], ["x", "1"]]))); // prettier-ignore
    expect(deskDigest(new Map([["x", "1"], ["y", "2"]]))).not.toBe(deskDigest(new Map([["x", "2"], ["y", "1"]]))); // prettier-ignore
    expect(deskDigest(new Map())).toMatch(/^[0-9a-f]{32}$/);
  });

  test.skipIf(!capturesPresent)("of a recording does not change with key order and trailing zeros, and does with one level of one diff", () => {
    const recording = new Recording("BTCUSDT", ["binance-spot/spot_btcusdt_20240808.gz"]);
    const script = Array.from({ length: 3000 }, (_, line) => {
      const text = recording.text(line);
      return text.startsWith('{"stream"') ? recv(text) : depthAnswer("BTCUSDT", text);
    });
    const expected = digest(script);
    expect(digest(script.map((said) => ({ ...said, text: rewritten(said.text) })))).toBe(expected);
    expect(digest(script.map((said) => ({ ...said, text: padded(said.text) })))).toBe(expected);
    const last = script.findLastIndex(({ text }) => /"b":\[\["[0-9.]+","[0-9]*[1-9]/.test(text));
    const changed = script.map((said, at) => (at === last ? { ...said, text: said.text.replace(/("b":\[\["[0-9.]+",")/, "$11") } : said));
    expect(digest(changed)).not.toBe(expected);
  });
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
