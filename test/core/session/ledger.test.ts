import { describe, expect, test } from "vitest";
import { type Outcome, Settled } from "../../../src/core/book/frame-counts.ts";
import { firstOutcome, Ledger, mergeLedgers } from "../../../src/core/session/ledger.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { diffText, snapshotText, tradeText } from "../binance-text.ts";
import { close, depthAnswer, expectLedgerAdds, note, open, recv, ScriptedDesk } from "../frames.ts";

const parts = (...texts: string[]): ReturnType<typeof recv> =>
  recv(`[${texts.map((text) => text.slice(text.indexOf('"data":') + 7, -1)).join(",")}]`);
const trade = (id: number, symbol = "BTCUSDT"): string => tradeText({ symbol, id, ms: 1_700_000_000_000, price: "1", qty: "1" });

describe("the ledger", () => {
  test("of frames with several parts takes the first of rejected, buffered, applied, duplicate, stale, and control where none was met", () => {
    const order: Outcome[] = ["malformed", "buffered", "applied", "duplicate", "stale", "control"];
    for (let at = 0; at < order.length; at++) expect(firstOutcome(order.slice(at).reverse())).toBe(order[at]);
    expect(firstOutcome([])).toBe("control");
  });

  test("names only the reasons that occurred", () => {
    const ledger = new Ledger();
    ledger.count("applied");
    expect(ledger.totals()).toEqual({ received: 1, applied: 1, duplicate: 0, stale: 0, buffered: 0, control: 0, rejected: {} });
    ledger.count("crossed");
    expect(ledger.totals()).toMatchObject({ received: 2, rejected: { crossed: 1 } });
  });

  test("moves what waited out of buffered, so that received stays what it was", () => {
    const ledger = new Ledger();
    const settled = new Settled();
    for (let n = 0; n < 10; n++) ledger.count("buffered");
    for (const outcome of ["applied", "stale", "duplicate", "crossed", "overflow"] as const) settled.note(outcome, 1);
    ledger.settle(settled);
    expect(settled.none).toBe(true);
    ledger.settle(settled);
    expect(ledger.totals()).toEqual({
      received: 10,
      applied: 1,
      duplicate: 1,
      stale: 1,
      buffered: 5,
      control: 0,
      rejected: { crossed: 1, overflow: 1 },
    });
  });

  test("throws where a part is settled that never waited", () => {
    const settled = new Settled();
    settled.several.add(7);
    settled.note("applied", 7);
    expect(() => new Ledger().settle(settled)).toThrow(/frame 7/);
  });

  test("counts a frame once though two of its parts waited, and as what came of it when the last of them is settled", () => {
    const script = new ScriptedDesk({ venue: BINANCE_SPOT }).hear(
      parts(diffText({ symbol: "BTCUSDT", U: 99, u: 101 }), diffText({ symbol: "ETHUSDT", U: 50, u: 60 })),
    );
    expect(script.ledger).toMatchObject({ received: 1, buffered: 1 });
    script.hear(depthAnswer("BTCUSDT", snapshotText(100, "9 1", "10 1")));
    expect(script.ledger).toMatchObject({ received: 2, applied: 1, buffered: 1 }); // the snapshot; the other part still waits
    script.hear(depthAnswer("ETHUSDT", snapshotText(70, "9 1", "10 1")));
    expect(script.ledger).toEqual({ received: 3, applied: 2, duplicate: 0, stale: 0, buffered: 1, control: 0, rejected: {} }); // that snapshot waits
  });

  test("counts a frame with a malformed part as rejected, also when another part of it waited", () => {
    const script = new ScriptedDesk({ venue: BINANCE_SPOT }).hear(parts(diffText({ U: 99, u: 101 }), '{"data":{"e":"trade","s":"BTCUSDT"}}'));
    expect(script.ledger).toMatchObject({ received: 1, buffered: 0, rejected: { malformed: 1 } });
    script.hear(depthAnswer("BTCUSDT", snapshotText(100, "9 1", "10 1")));
    expect(script.report("binance:BTCUSDT").quality).toBe("live");
    expect(script.ledger).toMatchObject({ received: 2, applied: 1, buffered: 0, rejected: { malformed: 1 } });
  });

  test("counts each kind of frame as what it is", () => {
    const script = new ScriptedDesk({ venue: BINANCE_SPOT }).hear(
      open(),
      { ...recv('{"method":"SUBSCRIBE"}'), kind: "send" },
      recv('{"result":null,"id":1}'),
      { ...depthAnswer("BTCUSDT", "{}"), url: "https://x.example/api/v3/time" },
      note("request", { instrument: "binance:BTCUSDT" }),
      recv(trade(1)),
      recv(trade(1)),
      parts(trade(1), trade(2)),
      parts(trade(1), trade(2)),
      recv(diffText({ U: 1, u: 2 })),
      recv("not JSON"),
      note("gap", { cause: "unheard of" }),
      close(),
    );
    expect(script.ledger).toEqual({ received: 13, applied: 2, duplicate: 2, stale: 1, buffered: 0, control: 6, rejected: { malformed: 2 } });
    expect(script.report("binance:BTCUSDT").trades).toBe(2);
  });

  test("of several workers is the sum of what each counted alone, and one count for a frame that they shared", () => {
    const [first, second] = [new Ledger(), new Ledger()];
    const settled = new Settled();
    first.count("applied");
    second.count("malformed");
    first.countParts(3, ["stale", "duplicate"], true, settled);
    second.countParts(3, ["applied"], true, settled);
    first.countParts(4, [], true, settled);
    second.countParts(4, ["crossed"], true, settled);
    const merged = mergeLedgers([first, second].map((ledger) => ({ totals: ledger.totals(), shared: [...ledger.shared] })));
    expect(merged).toEqual({ received: 4, applied: 2, duplicate: 0, stale: 0, buffered: 0, control: 0, rejected: { malformed: 1, crossed: 1 } });
    expectLedgerAdds(merged, 4);
  });
});
