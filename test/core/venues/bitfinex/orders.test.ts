import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BITFINEX } from "../../../../src/core/venues/bitfinex/venue.ts";
import { open, recv, ScriptedDesk } from "../../frames.ts";
import { BitfinexText } from "./text.ts";

const ID = "bitfinex:tBTCUSD";

function rawBook(...bodies: readonly string[]): ScriptedDesk {
  const say = new BitfinexText();
  const script = [open(), recv(say.subscribed(10, "book", "tBTCUSD", "R0")), recv(say.message(10, "[[1,10,5],[2,12,-5]]"))];
  return new ScriptedDesk({ venue: BITFINEX }).hear(...script, ...bodies.map((body) => recv(say.message(10, body))));
}

describe("a book by order", () => {
  test("is 180 where two producers, interleaved, added 100, 50 and 30 at one price", () => {
    expect(rawBook("[3,11,100]", "[4,11,50]", "[5,11,30]").report(ID).bids[0]).toEqual(["11", "180"]);
  });

  test("loses what it knew when an order is cancelled that nobody added, and takes nothing until the next snapshot", () => {
    const desk = rawBook("[77,0,1]", "[3,11,1]");
    expect(desk.report(ID)).toMatchObject({ quality: "gap", bids: [], gaps: [{ fromRx: 4, toRx: null, cause: "sequence" }] });
    expect(desk.report(ID).reason).toContain("order 77");
    expect(desk.ledger.rejected).toEqual({ unsynced: 2 });
  });

  test("refuses a cancel that overtakes its add: the add alone would leave an order that is gone", () => {
    expect(rawBook("[3,0,1]", "[3,11,1]").report(ID)).toMatchObject({ quality: "gap", bids: [] });
  });

  test("is replaced by a snapshot, and is live again", () => {
    expect(rawBook("[77,0,1]", "[[8,9,2],[9,13,-1]]", "[8,9,3]").report(ID)).toMatchObject({ quality: "live", resyncs: 1, bids: [["9", "3"]] });
  });

  test("gives the levels that the channel of levels gives of the same orders", () => {
    const event = fc.record({
      id: fc.integer({ min: 1, max: 9 }),
      tick: fc.integer({ min: 1, max: 5 }),
      lots: fc.integer({ min: 0, max: 40 }),
      buy: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const say = [new BitfinexText(), new BitfinexText()] as const;
        const orders = new Map<number, { price: number; qty: number }>([
          [100, { price: 50, qty: 1 }],
          [101, { price: 150, qty: -1 }],
        ]);
        const raw = [recv(say[0].message(10, "[[100,50,1],[101,150,-1]]"))];
        const flat = [recv(say[1].message(10, "[[50,1,1],[150,1,-1]]"))];
        for (const { id, tick, lots, buy } of events) {
          const before = orders.get(id);
          const isBid = before === undefined ? buy : before.qty > 0;
          if (lots === 0 && before === undefined) continue;
          const price = lots === 0 ? 0 : (isBid ? 90 : 110) + (isBid ? tick : -tick);
          const qty = (isBid ? 1 : -1) * (lots === 0 ? 1 : lots / 4);
          raw.push(recv(say[0].message(10, `[${id},${price},${qty}]`)));
          if (lots === 0) orders.delete(id);
          else orders.set(id, { price, qty });
          for (const at of new Set([before?.price, lots === 0 ? undefined : price])) {
            if (at === undefined) continue;
            const here = [...orders.values()].filter((order) => order.price === at && order.qty > 0 === isBid);
            const sum = here.reduce((so, order) => so + order.qty, 0);
            flat.push(recv(say[1].message(10, `[${at},${here.length},${here.length === 0 ? (isBid ? 1 : -1) : sum}]`)));
          }
        }
        const [byOrder, byLevel] = [raw, flat].map((messages, at) =>
          new ScriptedDesk({ venue: BITFINEX })
            .hear(open(), recv((say[at] as BitfinexText).subscribed(10, "book", "tBTCUSD", at === 0 ? "R0" : "P0")), ...messages)
            .report(ID),
        );
        expect([byOrder?.quality, byOrder?.bids, byOrder?.asks]).toEqual(["live", byLevel?.bids, byLevel?.asks]);
      }),
      { numRuns: 100 },
    );
  });
});

describe("Bitfinex", () => {
  test("checks a book by the exchange's own figure, exponents and signs as they were sent", () => {
    const say = new BitfinexText();
    const script = [
      open(),
      recv(say.subscribed(10, "book", "tXRPBTC")),
      recv(say.message(10, "[[7e-7,1,10000],[0.0000011,1,-4847.13]]")),
      // CRC-32 of "7e-7:10000:0.0000011:-4847.13".
      recv(say.message(10, '"cs",-1991712032')),
    ];
    const { checksums, quality, deltas } = new ScriptedDesk({ venue: BITFINEX }).hear(...script).report("bitfinex:tXRPBTC");
    expect([checksums, quality, deltas.applied]).toEqual([{ ok: 1, failed: 0 }, "live", 0]);
    const wrong = new ScriptedDesk({ venue: BITFINEX }).hear(...script, recv(say.message(10, '"cs",1')));
    expect(wrong.report("bitfinex:tXRPBTC")).toMatchObject({ quality: "gap", checksums: { ok: 1, failed: 1 }, gaps: [{ cause: "checksum" }] });
  });

  test("marks a book unverified that neither a sequence nor a checksum proves", () => {
    const desk = new ScriptedDesk({ venue: BITFINEX }).hear(
      open(),
      recv(new BitfinexText().subscribed(10, "book", "tBTCUSD")),
      recv("[10,[[10,1,1],[11,1,-1]]]"),
    );
    expect(desk.report(ID)).toMatchObject({ quality: "unverified", bids: [["10", "1"]] });
  });

  test("counts a trade once, that is told when it is made and when it is booked", () => {
    const say = new BitfinexText();
    const desk = new ScriptedDesk({ venue: BITFINEX }).hear(
      open(),
      recv(say.subscribed(11, "trades", "tBTCUSD")),
      recv(say.message(11, "[[3,1617643611003,1,12],[2,1617643611002,-1,11]]")),
      recv(say.trade(11, "te", 4, "-0.5", "13")),
      recv(say.trade(11, "tu", 4, "-0.5", "13")),
    );
    expect(desk.report(ID)).toMatchObject({ trades: 3, lastTrade: { price: "13", qty: "0.5", side: "sell" } });
    expect(desk.ledger.duplicate).toBe(1);
  });
});
