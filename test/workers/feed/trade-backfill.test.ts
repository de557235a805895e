import { describe, expect, test } from "vitest";
import { KRAKEN_LIVE } from "../../../src/core/venues/kraken/live.ts";
import { KRAKEN } from "../../../src/core/venues/kraken/venue.ts";
import { WatchedFeed } from "./watched-feed.ts";

const LIST = '[{"id":7,"price":"100.5","qty":"2","quoteQty":"201","time":1800000000000,"isBuyerMaker":false,"isBestMatch":true}]';
const LAG_MS = 1_000;

/** Requests for past trades so far: symbol, and when. */
const asked = ({ exchange }: WatchedFeed) =>
  exchange.requests.filter(({ url }) => url.includes("/trades?")).map(({ url, askedMs }) => [/symbol=(\w+)/.exec(url)?.[1], askedMs] as const);

/** Both ends hear a symbol's stream. */
async function spoken(desk: WatchedFeed, ...symbols: string[]): Promise<void> {
  for (const symbol of symbols) desk.depth(symbol);
  await desk.flush();
}

/** The socket breaks, and its symbols are subscribed on another. */
async function broken(desk: WatchedFeed): Promise<void> {
  desk.exchange.socket.close();
  await desk.advance(5_000);
}

describe("trades that a broken connection did not tell", () => {
  test("are asked for when the stream speaks again, a moment later so that the two overlap, and the answer is a frame", async () => {
    const desk = new WatchedFeed();
    await desk.watch("AUSDT", "BUSDT");
    await spoken(desk, "AUSDT", "BUSDT");
    await desk.advance(20_000);
    expect(asked(desk)).toEqual([]); // nothing was missed yet
    await broken(desk);
    await desk.advance(10_000);
    expect(asked(desk)).toEqual([]);
    await spoken(desk, "BUSDT");
    const heardMs = desk.exchange.time.nowMs;
    await desk.advance(LAG_MS);
    expect(asked(desk)).toEqual([["BUSDT", heardMs + LAG_MS]]);
    desk.exchange.requests.at(-1)?.answer(200, LIST);
    await desk.advance(60_000);
    expect(asked(desk)).toHaveLength(1); // once for each break, and for symbols that speak
    const url = "http://127.0.0.1:9/api/v3/trades?symbol=BUSDT&limit=1000";
    expect(desk.kinds("request", "rest")).toMatchObject([
      { kind: "request", text: JSON.stringify({ url }) },
      { kind: "rest", conn: "rest", url, text: LIST },
    ]);
  });

  test("are asked for until somebody answers, unless the symbol is wanted no more or the feed was stopped", async () => {
    const desk = new WatchedFeed();
    await desk.watch("AUSDT", "BUSDT");
    await spoken(desk, "AUSDT", "BUSDT");
    await broken(desk);
    desk.exchange.onRequest = (request) => request.fail();
    await spoken(desk, "AUSDT");
    await desk.advance(10 * 60_000);
    expect(asked(desk).length).toBeGreaterThan(5);
    desk.exchange.onRequest = (request) => request.answer(200, LIST);
    await desk.advance(60_000);
    const count = asked(desk).length;
    await spoken(desk, "BUSDT");
    await desk.watch("AUSDT");
    await desk.advance(60_000);
    expect(asked(desk)).toHaveLength(count);
    await desk.watch("AUSDT", "BUSDT");
    await desk.advance(1_000);
    await spoken(desk, "AUSDT", "BUSDT");
    await broken(desk);
    await spoken(desk, "AUSDT");
    await desk.tell({ type: "feed.stop" });
    await desk.advance(60_000);
    expect(asked(desk)).toHaveLength(count);
  });

  test("are not asked for again of a symbol that was given up while nobody answered", async () => {
    const desk = new WatchedFeed();
    await desk.watch("AUSDT", "BUSDT");
    await spoken(desk, "AUSDT", "BUSDT");
    await broken(desk);
    await spoken(desk, "BUSDT");
    await desk.advance(LAG_MS);
    expect(asked(desk)).toHaveLength(1);
    await desk.watch("AUSDT");
    desk.exchange.onRequest = (request) => request.fail();
    desk.exchange.requests.at(-1)?.fail();
    // The request itself is made again a few times; after that nobody wants it.
    await desk.advance(5 * 60_000);
    const count = asked(desk).length;
    await desk.advance(20 * 60_000);
    expect(asked(desk)).toHaveLength(count);
  });

  test("are asked for again where there was no room for the answer", async () => {
    const desk = new WatchedFeed({ stores: false, boundBytes: 100_000 });
    await desk.watch("AUSDT");
    await spoken(desk, "AUSDT");
    await broken(desk);
    await spoken(desk, "AUSDT");
    desk.exchange.onRequest = (request) => request.answer(200, `[${" ".repeat(100_000)}]`);
    await desk.advance(5_000);
    const count = asked(desk).length;
    expect(count).toBeGreaterThan(0);
    expect(desk.kinds("rest")).toHaveLength(0);
    desk.exchange.onRequest = (request) => request.answer(200, LIST);
    await desk.advance(30_000);
    expect(asked(desk)).toHaveLength(count + 1);
    expect(desk.kinds("rest")).toMatchObject([{ text: LIST }]);
  });

  test("are asked for of every symbol where a feed takes up the session of one that died", async () => {
    const desk = new WatchedFeed({ afterRx: 41, previous: [{ id: "ws-1", epoch: 3 }] });
    await desk.watch("AUSDT", "BUSDT");
    await spoken(desk, "AUSDT", "BUSDT");
    await desk.advance(LAG_MS);
    expect(asked(desk).map(([symbol]) => symbol)).toEqual(["AUSDT", "BUSDT"]);
  });

  test("take a share of what the exchange allows, and leave the rest to books", async () => {
    const symbols = Array.from({ length: 30 }, (_, n) => `S${n}USDT`);
    const desk = new WatchedFeed({ limits: { weightPerMinute: 1_000 } });
    desk.exchange.onRequest = (request) => request.answer(200, LIST);
    await desk.watch(...symbols);
    await desk.advance(5_000);
    await spoken(desk, ...symbols);
    await broken(desk);
    await spoken(desk, ...symbols);
    await desk.advance(59_000);
    expect(asked(desk)).toHaveLength(10); // 25 each
    await desk.advance(3 * 60_000);
    expect(asked(desk)).toHaveLength(30);
  });

  test("were not missed where the next connection stood beside the old one", async () => {
    const desk = new WatchedFeed();
    await desk.watch("AUSDT");
    desk.exchange.socket.say('{"e":"serverShutdown","E":1800000000000}');
    for (let n = 0; n < 100; n++) {
      for (const socket of desk.exchange.live) if (socket.subscribed.size > 0) desk.depth("AUSDT", socket);
      await desk.advance(100);
    }
    expect(desk.exchange.sockets).toHaveLength(2);
    expect(asked(desk)).toEqual([]);
  });

  test("come with the subscription where the venue tells the latest trades there", async () => {
    const desk = new WatchedFeed({ market: { venue: KRAKEN, profile: KRAKEN_LIVE } });
    desk.exchange.hears = () => {};
    await desk.watch("BTC/USD");
    const said = desk.exchange.socket.sent.map(({ text }) => JSON.parse(text) as { params: { channel: string; snapshot?: boolean } });
    expect(said.find(({ params }) => params.channel === "trade")?.params.snapshot).toBe(true);
  });
});
