import { describe, expect, test } from "vitest";
import { OKX } from "../../../../src/core/venues/okx/venue.ts";
import { open, recv, ScriptedDesk } from "../../frames.ts";
import { OkxBookText, okxTrade } from "./text.ts";

const ID = "okx:BTC-USDT";

function started(first = 100n): { script: ScriptedDesk; btc: OkxBookText } {
  const btc = new OkxBookText("BTC-USDT", "ids", first);
  return { btc, script: new ScriptedDesk({ venue: OKX }).hear(open(), recv(btc.snapshot("99 1, 98 2", "101 1"))) };
}

describe("OKX's chain of ids", () => {
  test("takes a message without a change, which says that both ids are one", () => {
    const { script, btc } = started();
    script.hear(recv(btc.update("", "", 100n)), recv(btc.update("99 2", "")));
    expect(script.report(ID)).toMatchObject({ quality: "live", gaps: [], lastUpdateId: 107, deltas: { applied: 2, stale: 0, duplicate: 0 } });
  });

  test("takes ids that begin anew after maintenance, and goes on from there", () => {
    const { script, btc } = started();
    script.hear(recv(btc.update("99 2", "", 3n)), recv(btc.update("99 3", "")));
    expect(script.report(ID)).toMatchObject({ quality: "live", gaps: [], lastUpdateId: 10 });
  });

  test("counts a repeat of the last message, and takes an older one for a break: it might be a new beginning", () => {
    const { script, btc } = started();
    const [one, two] = [btc.update("99 2", ""), btc.update("99 3", "")];
    script.hear(recv(one), recv(two), recv(two));
    expect(script.report(ID)).toMatchObject({ quality: "live", deltas: { applied: 2, stale: 0, duplicate: 1 } });
    script.hear(recv(one));
    expect(script.report(ID)).toMatchObject({ quality: "gap", gaps: [{ cause: "sequence" }] });
  });

  test("is exact beyond 2^53, where doubles would be equal", () => {
    const { script, btc } = started(1_700_000_000_000_000_001n);
    script.hear(recv(btc.update("99 2", "", 1_700_000_000_000_000_002n)));
    expect(script.report(ID)).toMatchObject({ quality: "live", lastUpdateId: "1700000000000000002" });
    script.hear(recv(btc.update("99 3", "").replace(/"prevSeqId":\d+/, '"prevSeqId":1700000000000000001')));
    expect(script.report(ID)).toMatchObject({ quality: "gap", gaps: [{ cause: "sequence" }] });
  });

  test.each([
    ["has no id before it", (text: string) => text.replace(/,"prevSeqId":-?\d+/, "")],
    ["has an id of -1 before it", (text: string) => text.replace(/"prevSeqId":-?\d+/, '"prevSeqId":-1')],
    ["has an id that is no integer", (text: string) => text.replace(/"seqId":\d+/, '"seqId":1.5')],
    ["has a checksum that is none", (text: string) => text.replace('"checksum":0', '"checksum":"x"')],
    ["has no bids", (text: string) => text.replace('"bids"', '"bid"')],
  ])("refuses an update that %s", (_what, spoil) => {
    const { script, btc } = started();
    script.hear(recv(spoil(btc.update("99 2", ""))));
    expect(script.report(ID)).toMatchObject({ quality: "gap", gaps: [{ fromRx: 3, cause: "malformed" }] });
  });

  test("is that of one channel: of two, the one that sent the last snapshot", () => {
    const { script, btc } = started();
    const other = new OkxBookText("BTC-USDT", "ids", 900n);
    const named = (text: string) => recv(text.replace('"channel":"books"', '"channel":"books-l2-tbt"'));
    script.hear(recv(btc.update("99 2", "")), named(other.snapshot("97 1", "101 1")), recv(btc.update("99 3", "")), named(other.update("97 4", "")));
    expect(script.report(ID)).toMatchObject({ quality: "live", gaps: [], bids: [["97", "4"]] });
    script.hear(recv(btc.ended()));
    expect(script.report(ID).quality).toBe("live");
  });

  test("ends with its subscription", () => {
    const { script, btc } = started();
    script.hear(recv(btc.ended()));
    expect(script.report(ID)).toMatchObject({ quality: "syncing", gaps: [], bids: [] });
  });
});

describe("OKX's other channels", () => {
  const told = (channel: string, data: string, instId = "BTC-USDT-SWAP"): string =>
    `{"arg":{"channel":"${channel}","instId":"${instId}"},"data":[${data}]}`;

  test("show trades, of which one message may stand for several, and those with ids beyond 2^53 once each", () => {
    const script = new ScriptedDesk({ venue: OKX }).hear(
      recv(okxTrade("BTC-USDT", 338_476_316, "30236.2", "0.5")),
      recv(okxTrade("BTC-USDT", 338_476_319, "30236.2", "0.9", { count: 3 })),
      recv(okxTrade("BTC-USDT", 338_476_318, "30236.2", "0.3")),
      recv(okxTrade("X-Y", 1_700_000_000_000_000_001n, "1", "2")),
      recv(okxTrade("X-Y", 1_700_000_000_000_000_002n, "1", "2", { side: "sell" })),
      recv(okxTrade("X-Y", 1_700_000_000_000_000_001n, "1", "2")),
    );
    expect(script.report(ID).trades).toBe(4);
    expect(script.report("okx:X-Y")).toMatchObject({ trades: 2, lastTrade: { side: "sell" } });
    expect(script.ledger).toMatchObject({ applied: 4, duplicate: 2, rejected: {} });
  });

  test("show best bid and ask, ticker, candle, mark price, funding, open interest and liquidations", () => {
    const script = new ScriptedDesk({ venue: OKX }).hear(
      recv(told("bbo-tbt", '{"asks":[["30236.2","5","0","1"]],"bids":[["30236.1","3","0","1"]],"ts":"1652459236119","seqId":5}')),
      recv(
        told(
          "tickers",
          '{"instId":"BTC-USDT-SWAP","last":"1","open24h":"2","high24h":"3","low24h":"1","volCcy24h":"7.50","vol24h":"9","ts":"1652459236119"}',
        ),
      ),
      recv(told("candle1m", '["1652459220000","1","3","0.5","2","10","20","30","1"]')),
      recv(told("mark-price", '{"instId":"BTC-USDT-SWAP","markPx":"30000.10","ts":"1652459236119"}')),
      recv(told("funding-rate", '{"instId":"BTC-USDT-SWAP","fundingRate":"-0.0001","fundingTime":"1652459236119"}')),
      recv(told("open-interest", '{"instId":"BTC-USDT-SWAP","oi":"100","oiCcy":"1.5","ts":"1652459236119"}')),
      recv(
        '{"arg":{"channel":"liquidation-orders","instType":"SWAP"},"data":[{"instId":"BTC-USDT-SWAP","details":[{"side":"sell","bkPx":"29999","sz":"2","ts":"1652459236119"}]}]}',
      ),
    );
    expect(script.ledger).toMatchObject({ applied: 7, rejected: {} });
    const { book, analytics } = script.desk.find("okx:BTC-USDT-SWAP") ?? {};
    expect(book?.quote).toMatchObject({ bidPrice: 302_361, askPrice: 302_362, bidQty: 3, askQty: 5 });
    const values = Object.fromEntries([...(analytics?.figures ?? [])].map(([name, figures]) => [name, figures.values]));
    expect(values).toMatchObject({
      ticker: { volCcy24h: "7.5" },
      kline: { interval: "1m", close: "2", final: true },
      "mark-price": { markPx: "30000.1" },
      funding: { fundingRate: "-0.0001" },
      "open-interest": { oi: "100" },
      liquidation: { side: "sell", price: "29999" },
    });
  });

  test.each([
    ['{"event":"subscribe","arg":{"channel":"books","instId":"X-Y"}}', "control"],
    ['{"event":"error","code":"60018","msg":"no"}', "control"],
    ["pong", "control"],
    [told("books5", '{"asks":[],"bids":[]}'), "control"],
    ["7", "malformed"],
    ['{"arg":{"channel":"trades"}}', "malformed"],
    [told("trades", "1"), "malformed"],
    [okxTrade("X-Y", 2, "1", "1", { count: 3 }), "malformed"],
    [okxTrade("X-Y", 2, "0", "1"), "malformed"],
    [okxTrade("X-Y", 2, "1", "1", { side: "up" }), "malformed"],
  ])("%s is %s", (text, outcome) => {
    const { control, rejected } = new ScriptedDesk({ venue: OKX }).hear(recv(text)).ledger;
    expect(outcome === "control" ? [control, rejected] : [control, rejected["malformed"]]).toEqual(outcome === "control" ? [1, {}] : [0, 1]);
  });
});
