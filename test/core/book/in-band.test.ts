import { describe, expect, test } from "vitest";
import { COINBASE } from "../../../src/core/venues/coinbase/venue.ts";
import { KRAKEN } from "../../../src/core/venues/kraken/venue.ts";
import { OKX } from "../../../src/core/venues/okx/venue.ts";
import { close, note, open, recv, ScriptedDesk } from "../frames.ts";
import { KrakenBookText } from "../venues/kraken/text.ts";
import { OkxBookText } from "../venues/okx/text.ts";

const ID = "kraken:BTC/USD";

/** A live Kraken book, and what Kraken would say next. */
function started(): { script: ScriptedDesk; btc: KrakenBookText } {
  const btc = new KrakenBookText("BTC/USD");
  const script = new ScriptedDesk({ venue: KRAKEN }).hear(
    open(),
    recv(btc.answer()),
    recv(btc.snapshot("99.0 1.0, 98.0 2.0", "101.0 1.0, 102.0 2.0")),
  );
  return { script, btc };
}

describe("a book whose snapshots come in its stream", () => {
  test("takes nothing before its first snapshot: each update is refused as unsynced, which is no gap and checks nothing", () => {
    const btc = new KrakenBookText("BTC/USD");
    btc.snapshot("99.0 1.0", "101.0 1.0");
    const script = new ScriptedDesk({ venue: KRAKEN }).hear(recv(btc.update("98.0 1.0", "")), recv(btc.update("97.0 1.0", "")));
    expect(script.ledger).toMatchObject({ received: 2, applied: 0, rejected: { unsynced: 2 } });
    expect(script.report(ID)).toMatchObject({ quality: "syncing", epoch: 0, gaps: [], checksums: { ok: 0, failed: 0 }, bids: [], bidLevels: 0 });
    expect(script.report(ID).reason).toMatch(/without a snapshot/);
  });

  test("is live with its snapshot, at once", () => {
    const { script } = started();
    expect(script.report(ID)).toMatchObject({ quality: "live", reason: null, epoch: 1, resyncs: 0, checksums: { ok: 1, failed: 0 }, bidLevels: 2 });
    expect(script.ledger).toMatchObject({ received: 3, applied: 1, control: 2, rejected: {} });
  });

  test("after a failed checksum cannot be read, takes nothing until the next snapshot, and is then live again", () => {
    const { script, btc } = started();
    const lost = btc.update("99.0 5.0", "");
    expect(lost).not.toBe("");
    script.hear(recv(btc.update("98.0 3.0", "")));
    expect(script.report(ID)).toMatchObject({
      quality: "gap",
      checksums: { ok: 1, failed: 1 },
      gaps: [{ fromRx: 4, toRx: null, cause: "checksum" }],
      bids: [],
      askLevels: 0,
    });
    expect(script.report(ID).reason).toMatch(/checksum at frame 4; the book's checksum is \d+, the exchange's \d+/);
    script.hear(recv(btc.update("98.0 4.0", "")), recv(btc.update("98.0 5.0", "")));
    expect(script.ledger.rejected).toEqual({ checksum: 1, unsynced: 2 });
    expect(script.report(ID).checksums).toEqual({ ok: 1, failed: 1 });
    script.hear(recv(btc.snapshot("99.0 5.0, 98.0 5.0", "101.0 1.0")), recv(btc.update("", "101.0 2.0")));
    expect(script.report(ID)).toMatchObject({
      quality: "live",
      epoch: 2,
      resyncs: 1,
      gaps: [{ fromRx: 4, toRx: 7, cause: "checksum" }],
      checksums: { ok: 3, failed: 1 },
    });
  });

  test("of which one fails leaves the others as they are", () => {
    const { script, btc } = started();
    const eth = new KrakenBookText("ETH/USD");
    script.hear(recv(eth.answer()), recv(eth.snapshot("9.0 1.0", "11.0 1.0")));
    btc.update("99.0 5.0", "");
    script.hear(recv(btc.update("98.0 3.0", "")), recv(eth.update("9.5 1.0", "")));
    expect(script.report(ID).quality).toBe("gap");
    expect(script.report("kraken:ETH/USD")).toMatchObject({ quality: "live", gaps: [], bids: [["9.5", "1"], ["9", "1"]] }); // prettier-ignore
  });

  test("that is crossed or locked after a message is a defect, be it an update or a snapshot", () => {
    const { script, btc } = started();
    script.hear(recv(btc.update("101.0 1.0", "")));
    expect(script.report(ID)).toMatchObject({ quality: "gap", gaps: [{ fromRx: 4, toRx: null, cause: "crossed" }], checksums: { ok: 2, failed: 0 } });
    script.hear(recv(btc.snapshot("103.0 1.0", "102.0 1.0")));
    expect(script.report(ID)).toMatchObject({ quality: "gap", epoch: 1, bids: [] });
    expect(script.ledger.rejected).toEqual({ crossed: 2 });
    script.hear(recv(btc.snapshot("100.0 1.0", "102.0 1.0")));
    expect(script.report(ID)).toMatchObject({ quality: "live", gaps: [{ fromRx: 4, toRx: 6, cause: "crossed" }] });
  });

  test("refuses a first snapshot whose checksum fails, without a gap: nothing was lost", () => {
    const btc = new KrakenBookText("BTC/USD");
    const wrong = btc.snapshot("99.0 1.0", "101.0 1.0").replace(/"checksum":\d+/, '"checksum":7');
    const script = new ScriptedDesk({ venue: KRAKEN }).hear(recv(wrong));
    expect(script.report(ID)).toMatchObject({ quality: "syncing", gaps: [], checksums: { ok: 0, failed: 1 }, bids: [] });
    expect(script.ledger.rejected).toEqual({ checksum: 1 });
  });

  test("is replaced whole by a later snapshot, which ends no gap where there is none", () => {
    const { script, btc } = started();
    script.hear(recv(btc.snapshot("90.0 1.0", "110.0 1.0")));
    expect(script.report(ID)).toMatchObject({ quality: "live", epoch: 1, resyncs: 0, gaps: [], bids: [["90", "1"]], asks: [["110", "1"]] });
  });

  test("whose subscription was ended cannot be read, though nothing was lost; the next snapshot makes it live again", () => {
    const { script, btc } = started();
    script.hear(recv(btc.ended()));
    expect(script.report(ID)).toMatchObject({
      quality: "syncing",
      gaps: [],
      bids: [],
      reason: expect.stringMatching(/subscription was ended/) as string,
    });
    script.hear(recv(btc.answer()), recv(btc.snapshot("90.0 1.0", "110.0 1.0")));
    expect(script.report(ID)).toMatchObject({ quality: "live", epoch: 2, resyncs: 0, gaps: [] });
    expect(script.ledger).toMatchObject({ applied: 2, rejected: {} });
  });

  test("is down when its connection ends, and waits for a snapshot when it is open again", () => {
    const { script, btc } = started();
    script.hear(close());
    expect(script.report(ID)).toMatchObject({ quality: "down", gaps: [{ fromRx: 4, toRx: null, cause: "disconnect" }], bids: [] });
    script.hear(open(2), recv(btc.update("98.0 4.0", "")));
    expect(script.report(ID).quality).toBe("gap");
    expect(script.ledger.rejected).toEqual({ unsynced: 1 });
    script.hear(recv(btc.answer()), recv(btc.snapshot("90.0 1.0", "110.0 1.0")));
    expect(script.report(ID)).toMatchObject({ quality: "live", gaps: [{ fromRx: 4, toRx: 8, cause: "disconnect" }], resyncs: 1 });
  });

  test("that another connection has taken over does not hear the old one any more, nor its end", () => {
    const { script, btc } = started();
    const fresh = new KrakenBookText("BTC/USD");
    script.hear(open(1, "ws-2"), recv(fresh.answer(), "ws-2"), recv(fresh.snapshot("99.5 1.0", "100.5 1.0"), "ws-2"));
    script.hear(recv(btc.update("98.0 4.0", "")), recv(fresh.update("99.4 1.0", ""), "ws-2"), close());
    expect(script.report(ID)).toMatchObject({ quality: "live", gaps: [], deltas: { applied: 1, stale: 1, duplicate: 0 }, bids: [["99.5", "1"], ["99.4", "1"]] }); // prettier-ignore
    expect(script.ledger).toMatchObject({ stale: 1, applied: 3, rejected: {} });
  });

  test("of which a message cannot be read is lost where the message still says whose it is; one that does not costs no book", () => {
    const { script, btc } = started();
    const eth = new KrakenBookText("ETH/USD");
    script.hear(recv(eth.answer()), recv(eth.snapshot("9.0 1.0", "11.0 1.0")), recv(btc.update("98.0 4.0", "").slice(0, -9)));
    expect(script.report(ID)).toMatchObject({ quality: "gap", gaps: [{ fromRx: 6, cause: "malformed" }] });
    const unread = eth.update("9.5 1.0", "");
    script.hear(recv(`#${unread}`), recv("[1]"), recv("7"));
    expect(script.report("kraken:ETH/USD")).toMatchObject({ quality: "live", bids: [["9", "1"]] }); // prettier-ignore
    expect(script.ledger.rejected).toEqual({ malformed: 4 });
    script.hear(recv(eth.update("9.4 1.0", "")));
    expect(script.report("kraken:ETH/USD")).toMatchObject({ quality: "gap", gaps: [{ fromRx: 10, cause: "checksum" }] });
  });

  test("hears what we said and what REST answered as control, whatever it is", () => {
    const { script } = started();
    const told = { kind: "send", text: "[", conn: "ws-1", url: "", epoch: 0 } as const;
    script.hear(told, { ...told, text: "[1]" }, { ...told, kind: "rest", url: "/x", text: '{"error":["EGeneral"]}' });
    expect(script.ledger).toMatchObject({ control: 5, rejected: {} });
  });
});

describe("a book with ids in its stream", () => {
  const okx = (proof: "ids" | "both" = "ids"): { script: ScriptedDesk; btc: OkxBookText } => {
    const btc = new OkxBookText("BTC-USDT", proof);
    return { btc, script: new ScriptedDesk({ venue: OKX }).hear(open(), recv(btc.snapshot("99 1, 98 2", "101 1"))) };
  };

  test("that miss one refuses that update and all others as unsynced until its next snapshot", () => {
    const { script, btc } = okx();
    btc.update("99 2", "");
    script.hear(recv(btc.update("99 3", "")), recv(btc.update("99 4", "")));
    expect(script.report("okx:BTC-USDT")).toMatchObject({ quality: "gap", gaps: [{ fromRx: 3, toRx: null, cause: "sequence" }], lastUpdateId: 100 });
    expect(script.report("okx:BTC-USDT").reason).toMatch(/update 114\.\.114 does not follow 100/);
    expect(script.ledger.rejected).toEqual({ unsynced: 2 });
    script.hear(recv(btc.snapshot("99 4", "101 1")));
    expect(script.report("okx:BTC-USDT")).toMatchObject({ quality: "live", gaps: [{ fromRx: 3, toRx: 5, cause: "sequence" }] });
  });

  test("whose checksum is 0 counts none of it, and is proven by its ids", () => {
    const { script, btc } = okx();
    script.hear(recv(btc.update("99 2", "")));
    expect(script.report("okx:BTC-USDT")).toMatchObject({ quality: "live", checksums: { ok: 0, failed: 0 } });
  });

  test("that has neither ids nor a checksum is shown, and is not verified", () => {
    const { script, btc } = okx();
    script.hear(recv(btc.update("99 2", "").replace(/,"seqId":\d+,"prevSeqId":\d+/, "")));
    expect(script.report("okx:BTC-USDT")).toMatchObject({ quality: "unverified", reason: "nothing the exchange sends proves this book", bids: [["99", "2"], ["98", "2"]] }); // prettier-ignore
  });
});

describe("a sequence that runs over a whole connection", () => {
  const level2 = (n: number, product: string, type: string, updates: string): string =>
    `{"channel":"l2_data","timestamp":"2026-08-09T21:05:48.228568804Z","sequence_num":${n},"events":[{"type":"${type}","product_id":"${product}","updates":[${updates}]}]}`;
  const level = (side: "bid" | "offer", price: string, qty: string): string =>
    `{"side":"${side}","event_time":"2026-08-09T21:05:48.0Z","price_level":"${price}","new_quantity":"${qty}"}`;
  const book = [level("bid", "99", "1"), level("offer", "101", "1")].join();
  const both = [open(), recv(level2(0, "BTC-USD", "snapshot", book)), recv(level2(1, "ETH-USD", "snapshot", book))];
  const heartbeat = (n: number): string => `{"channel":"heartbeats","timestamp":"2026-08-09T21:05:48.2Z","sequence_num":${n},"events":[]}`;

  test("loses all books of the connection with one missing message, of whichever channel, in the frame that shows it", () => {
    const script = new ScriptedDesk({ venue: COINBASE }).hear(...both, recv(heartbeat(3)));
    for (const id of ["coinbase:BTC-USD", "coinbase:ETH-USD"]) {
      expect(script.report(id)).toMatchObject({ quality: "gap", gaps: [{ fromRx: 4, toRx: null, cause: "sequence" }] });
    }
    expect(script.ledger).toMatchObject({ received: 4, rejected: {} });
  });

  test("and the gap or the end that explains the missing message are one loss", () => {
    const script = new ScriptedDesk({ venue: COINBASE }).hear(
      ...both,
      note("gap", { cause: "overflow", lost: 1 }),
      recv(level2(3, "BTC-USD", "snapshot", book)),
    );
    expect(script.report("coinbase:BTC-USD")).toMatchObject({ quality: "live", gaps: [{ fromRx: 4, toRx: 5, cause: "overflow" }] });
    expect(script.report("coinbase:ETH-USD").gaps).toEqual([{ fromRx: 4, toRx: null, cause: "overflow" }]);
    script.hear(close(), open(2), recv(level2(0, "ETH-USD", "snapshot", book)));
    expect(script.report("coinbase:BTC-USD").gaps).toEqual([
      { fromRx: 4, toRx: 5, cause: "overflow" },
      { fromRx: 6, toRx: null, cause: "disconnect" },
    ]);
    expect(script.report("coinbase:ETH-USD")).toMatchObject({ quality: "live", gaps: [{ fromRx: 4, toRx: 8, cause: "overflow" }] });
  });
});
