import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RecordedFrame } from "../../../src/core/contract/frame.ts";
import type { InstrumentId } from "../../../src/core/market/instrument.ts";
import { COINBASE } from "../../../src/core/venues/coinbase/venue.ts";
import { venueNamed } from "../../../src/core/venues/all-venues.ts";
import { KRAKEN } from "../../../src/core/venues/kraken/venue.ts";
import type { Venue } from "../../../src/core/venues/venue.ts";
import { readRecording } from "../../../src/workers/import/formats.ts";
import { Restore } from "../../../src/workers/replay/restore.ts";
import { close, framesOf, open, recv, type Said } from "../../core/frames.ts";
import { krakenTrade, KrakenBookText } from "../../core/venues/kraken/text.ts";
import { recordedTape } from "./recorded-tape.ts";
import { stateAt } from "./state-at.ts";

const captures = process.env["TAPEDECK_CAPTURES"] ?? "../shared/captures";

/** Recordings whose frames cannot be read without what their connection said long before. */
const RECORDINGS = [
  ["bybit-linear", "bybit/cryptofeed_BYBIT_v5.jsonl.zst"],
  ["bitfinex", "bitfinex/cryptofeed_BITFINEX.jsonl.zst"],
] as const;
const present = RECORDINGS.filter(([venue, file]) => venueNamed(venue) !== undefined && existsSync(join(captures, file)));
if (present.length === 0) console.log("skipped: no captures, so no recording is sought in that needs its connection's past");

const recorded = (script: readonly Said[]): RecordedFrame[] =>
  framesOf(script).map((frame) => ({ ...frame, rxNs: BigInt(frame.rx) * 1_000_000n, monoNs: null, binary: false }));

/** The keyframes of different instruments lie apart: each mark names one of those met. */
const inTurn = (mark: number, met: readonly InstrumentId[]): InstrumentId[] => met.filter((_, n) => n === mark % met.length);

function expectSameAnywhere(venue: Venue, frames: readonly RecordedFrame[], markEvery: number, stops: readonly number[]): void {
  const tape = recordedTape(frames, { venue, markEvery, namesAt: inTurn });
  let restored = 0;
  for (const rx of stops) {
    const plan = Restore.plan(tape, venue, rx);
    if (plan.fromRx > 0) restored++;
    const whole = stateAt(venue, Restore.fromTheStart(tape, venue), tape, rx).digests;
    expect([rx, stateAt(venue, plan, tape, rx).digests]).toEqual([rx, whole]);
  }
  expect(restored).toBeGreaterThan(stops.length / 3);
}

describe("a seek into the middle of a connection", () => {
  test("knows a sequence that ran over it, the break in it, and what came anew after", () => {
    const level = (side: string, price: string, qty: number): string =>
      `{"side":"${side}","event_time":"2026-08-09T21:05:48.0Z","price_level":"${price}","new_quantity":"${qty}"}`;
    const script: Said[] = [open()];
    let number = 0;
    const say = (product: string, type: string, qty: number): void => {
      const updates = type === "snapshot" ? `${level("bid", "99", qty)},${level("offer", "101", qty)}` : level("bid", "98", qty);
      script.push(
        recv(
          `{"channel":"l2_data","timestamp":"2026-08-09T21:05:48.2Z","sequence_num":${number++},"events":[{"type":"${type}","product_id":"${product}","updates":[${updates}]}]}`,
        ),
      );
    };
    const products = ["A-USD", "B-USD", "C-USD"];
    for (const product of products) say(product, "snapshot", 1);
    for (let n = 0; n < 120; n++) {
      say(products[n % 3] as string, "update", 1 + (n % 7));
      // A message is lost right behind a mark: only what the keyframe knows of the sequence shows it.
      if (n >= 45 && n < 55 && script.length % 10 === 0) number++;
      if (n === 70) for (const product of products.slice(0, 2)) say(product, "snapshot", 5);
      if (n === 90) {
        script.push(close(), open(2));
        number = 0;
        for (const product of products) say(product, "snapshot", 9);
      }
    }
    const frames = recorded(script);
    expectSameAnywhere(
      COINBASE,
      frames,
      10,
      Array.from({ length: frames.length }, (_, at) => at + 1),
    );
  });

  test("knows to which depth a book was subscribed, though nobody says so again", () => {
    const btc = new KrakenBookText("BTC/USD", 25);
    const eth = new KrakenBookText("ETH/USD", 25);
    const side = (top: number, direction: number, count: number): string =>
      Array.from({ length: count }, (_, n) => `${(top + direction * (n + 1)).toFixed(1)} 1.0`).join();
    const script: Said[] = [open(), recv(btc.answer()), recv(eth.answer())];
    for (let n = 0; n < 60; n++) {
      if (n % 20 === 0) script.push(recv(btc.snapshot(side(100, -1, 10), side(100, 1, 10))), recv(eth.snapshot(side(50, -1, 12), side(50, 1, 12))));
      script.push(recv(btc.update(`${(80 - n / 10).toFixed(1)} 2.0`, "")), recv(eth.update(`${(20 - n / 10).toFixed(1)} 2.0`, "")));
      script.push(recv(krakenTrade("BTC/USD", n, "100.0", "1.0")));
    }
    const frames = recorded(script);
    expectSameAnywhere(
      KRAKEN,
      frames,
      9,
      Array.from({ length: frames.length }, (_, at) => at + 1),
    );
  });

  test.skipIf(present.length === 0).each(present)("of %s, in a real recording", async (name, file) => {
    const venue = venueNamed(name) as Venue;
    const frames: RecordedFrame[] = [];
    for await (const group of readRecording("cryptofeed", [join(captures, file)])) {
      for (const frame of group) {
        if (frames.length === 900) break;
        frames.push({ ...frame, bytes: frame.bytes.slice(frame.start, frame.end), start: 0, end: frame.end - frame.start });
      }
    }
    expectSameAnywhere(venue, frames, 60, [300, 555, 711, 850, frames.length]);
  });
});
