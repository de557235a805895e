import { describe, expect, test } from "vitest";
import { snapshotText } from "../../core/binance-text.ts";
import { wantOf, WatchedFeed } from "./watched-feed.ts";

const BODY = snapshotText(7, "99 1", "100 2");

/** A feed that watches these symbols, whose streams all flow. */
async function flowing(symbols: readonly string[], options: ConstructorParameters<typeof WatchedFeed>[0] = {}): Promise<WatchedFeed> {
  const desk = new WatchedFeed(options);
  await desk.watch(...symbols);
  await desk.advance(5_000);
  for (const symbol of symbols) desk.depth(symbol);
  await desk.flush();
  return desk;
}

const symbolOf = (url: string): string => /symbol=([A-Z0-9]+)/.exec(url)?.[1] ?? "";
const snapshotRequests = ({ exchange }: WatchedFeed) => exchange.requests.filter(({ url }) => url.includes("/depth?"));
const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `S${n}USDT`);

describe("a depth snapshot", () => {
  test("is asked for only when its stream has sent depth, on a connection that is still open", async () => {
    const desk = new WatchedFeed();
    await desk.watch("AUSDT");
    await desk.tell(wantOf("AUSDT"));
    expect(snapshotRequests(desk)).toHaveLength(0);
    desk.exchange.opens = false;
    desk.depth("AUSDT");
    desk.exchange.socket.close();
    await desk.flush();
    expect(snapshotRequests(desk)).toHaveLength(1); // the stream had begun when it was asked for
    snapshotRequests(desk)[0]?.answer(503, "");
    await desk.advance(5_000);
    expect(snapshotRequests(desk)).toHaveLength(1);
    desk.exchange.socket.open();
    await desk.advance(1_000);
    expect(snapshotRequests(desk)).toHaveLength(1);
    desk.depth("AUSDT");
    await desk.advance(1_000);
    expect(snapshotRequests(desk)).toHaveLength(2);
  });

  test("is in flight at most once a symbol, and five times in all", async () => {
    const symbols = names(8);
    const desk = await flowing(symbols);
    for (let repeat = 0; repeat < 3; repeat++) await desk.tell(...symbols.map(wantOf));
    expect(desk.exchange.requests.map(({ url }) => symbolOf(url))).toEqual(symbols.slice(0, 5));
    await desk.advance(1_000);
    expect(desk.status.snapshotsPending).toBe(8);
    desk.exchange.requests[2]?.answer(200, BODY);
    await desk.flush();
    expect(desk.exchange.requests.map(({ url }) => symbolOf(url)).slice(5)).toEqual(["S5USDT"]);
    await desk.advance(1_000);
    expect(desk.status.snapshotsPending).toBe(7);
  });

  test("waits for the venue's weight: no minute spends more, and all come in the end", async () => {
    const symbols = names(100);
    const desk = await flowing(symbols, { limits: { weightPerMinute: 500, snapshotWeight: 50, streamsPerConnection: 1_000 } });
    desk.exchange.onRequest = (request) => request.answer(200, BODY);
    await desk.tell(...symbols.map(wantOf));
    expect(desk.exchange.requests).toHaveLength(10);
    await desk.advance(10 * 60_000);
    expect(new Set(desk.exchange.requests.map(({ url }) => url)).size).toBe(100);
    const moments = desk.exchange.requests.map(({ askedMs }) => askedMs);
    for (const from of moments) expect(moments.filter((ms) => ms >= from && ms < from + 59_999)).toHaveLength(10);
    expect(desk.status.snapshotsPending).toBe(0);
  });

  test("counts what other programs on this address have used of the weight", async () => {
    const symbols = names(3);
    const desk = await flowing(symbols, { limits: { weightPerMinute: 500, snapshotWeight: 50 } });
    desk.exchange.onRequest = (request) => request.answer(200, BODY, { "x-mbx-used-weight-1m": "460" });
    await desk.tell(wantOf("S0USDT"));
    await desk.tell(wantOf("S1USDT"));
    expect(desk.exchange.requests).toHaveLength(1);
    await desk.advance(61_000);
    expect(desk.exchange.requests).toHaveLength(2);
  });

  test.each([
    [429, { "retry-after": "7" }, 7_000],
    [418, { "retry-after": "120" }, 120_000],
    [429, {}, 60_000],
    [418, {}, 120_000],
    [403, { "retry-after": "soon" }, 60_000],
  ])("refused with %i and %j: nobody asks anything before %i ms have passed, then it is tried again", async (status, headers, banMs) => {
    const desk = await flowing(["AUSDT", "BUSDT"]);
    const { requests } = desk.exchange;
    await desk.tell(wantOf("AUSDT"));
    requests[0]?.answer(status, '{"code":-1003,"msg":"Too many requests"}', headers);
    await desk.flush();
    await desk.tell(wantOf("BUSDT"));
    await desk.advance(banMs - 100);
    expect(requests).toHaveLength(1);
    await desk.advance(200);
    expect(requests.map(({ url }) => symbolOf(url)).toSorted()).toEqual(["AUSDT", "AUSDT", "BUSDT"]);
    expect(desk.kinds("rest").map(({ text }) => text)).toEqual(['{"code":-1003,"msg":"Too many requests"}']);
  });

  test("that fails is tried again at once, then ever later, until one comes; each answer is recorded as it came", async () => {
    const desk = await flowing(["AUSDT"]);
    desk.exchange.random = 0.999_999;
    const outcomes = ["fail", 503, "fail", 500, 502, 200] as const;
    desk.exchange.onRequest = (request) => {
      const outcome = outcomes[desk.exchange.requests.length - 1];
      if (outcome === "fail") request.fail();
      else request.answer(outcome ?? 200, outcome === 200 ? BODY : `<html>${outcome}</html>`);
    };
    await desk.tell(wantOf("AUSDT"));
    await desk.advance(60_000);
    const { requests } = desk.exchange;
    expect(requests.slice(1).map(({ askedMs }, n) => Math.round(askedMs - (requests[n]?.askedMs ?? 0)))).toEqual([0, 500, 1_000, 2_000, 4_000]);
    expect(desk.kinds("rest").map(({ text }) => text)).toEqual(["<html>503</html>", "<html>500</html>", "<html>502</html>", BODY]);
    expect(desk.kinds("request")).toHaveLength(6);
    expect(desk.status.snapshotsPending).toBe(0);
  });

  test("that did not help is asked for again after a second, then ever later", async () => {
    const desk = await flowing(["AUSDT"]);
    desk.exchange.onRequest = (request) => request.answer(200, BODY);
    for (let ms = 0; ms < 40_000; ms += 500) {
      desk.feed.take(wantOf("AUSDT"));
      await desk.advance(500);
    }
    const { requests } = desk.exchange;
    expect(requests.slice(1).map(({ askedMs }, n) => Math.round((askedMs - (requests[n]?.askedMs ?? 0)) / 1_000))).toEqual([1, 2, 4, 8, 16]);
  });

  test("of what the exchange does not know ends the watch of that symbol, and says so", async () => {
    const desk = await flowing(["AUSDT", "BUSDT"]);
    await desk.tell(wantOf("AUSDT"));
    desk.exchange.requests[0]?.answer(400, '{"code":-1121,"msg":"Invalid symbol."}');
    await desk.advance(1_000);
    const refusals = desk.events.filter(({ type }) => type === "feed.refused");
    expect(refusals).toEqual([
      { type: "feed.refused", symbol: "AUSDT", message: 'the exchange refused its depth snapshot (400): {"code":-1121,"msg":"Invalid symbol."}' },
    ]);
    expect([...desk.exchange.socket.subscribed].filter((name) => name.startsWith("ausdt"))).toEqual([]);
    await desk.advance(60_000);
    expect(desk.exchange.requests).toHaveLength(1);
  });

  test("tells whether the exchange knows a symbol that says nothing: asked for once, ten seconds after its connection stands", async () => {
    const desk = new WatchedFeed();
    await desk.watch("AUSDT", "NOSUCH");
    desk.depth("AUSDT");
    desk.exchange.onRequest = (request) => request.answer(400, '{"code":-1121,"msg":"Invalid symbol."}');
    await desk.advance(9_000);
    expect(desk.exchange.requests).toHaveLength(0);
    await desk.advance(60_000);
    expect(desk.exchange.requests.map(({ url }) => symbolOf(url))).toEqual(["NOSUCH"]);
    expect(desk.events.filter(({ type }) => type === "feed.refused")).toMatchObject([{ symbol: "NOSUCH" }]);
  });

  test("is not used to test symbols whose connection has only just been opened", async () => {
    const desk = new WatchedFeed();
    desk.exchange.opens = false;
    await desk.watch("AUSDT");
    await desk.advance(60_000);
    desk.exchange.opens = true;
    await desk.advance(60_000);
    const { askedMs } = desk.exchange.socket;
    expect(desk.exchange.requests).toHaveLength(1);
    expect((desk.exchange.requests[0]?.askedMs ?? 0) - askedMs).toBeGreaterThanOrEqual(10_000);
  });

  test("whose answer found no room is asked for again", async () => {
    const desk = new WatchedFeed({ boundBytes: 64 * 1_024, stores: false });
    await desk.watch("AUSDT");
    desk.depth("AUSDT");
    const bodies = ["x".repeat(80_000), BODY];
    desk.exchange.onRequest = (request) => request.answer(200, bodies.shift() ?? "");
    await desk.tell(wantOf("AUSDT"));
    await desk.advance(1_000);
    expect(desk.kinds("rest").map(({ text }) => text)).toEqual([BODY]);
    expect(desk.status).toMatchObject({ snapshotsPending: 0, queue: { droppedFrames: 1 } });
  });

  test("that was wanted before a symbol was dropped and taken up again does not stand for the one wanted since", async () => {
    const desk = await flowing(["AUSDT", "BUSDT"]);
    await desk.tell(wantOf("AUSDT"));
    await desk.watch("BUSDT");
    await desk.watch("AUSDT", "BUSDT");
    await desk.advance(1_000);
    desk.depth("AUSDT");
    await desk.tell(wantOf("AUSDT"));
    const [before, since] = desk.exchange.requests;
    before?.answer(200, BODY);
    await desk.advance(1_000);
    expect(desk.status.snapshotsPending).toBe(1);
    since?.answer(500, "");
    await desk.flush();
    expect(desk.exchange.requests).toHaveLength(3);
  });

  test("of a symbol that is not watched, or of another venue, is not asked for", async () => {
    const desk = await flowing(["AUSDT"]);
    await desk.tell(wantOf("BUSDT"), { type: "snapshot.want", instrument: "binance-usdm:AUSDT" }, { type: "snapshot.want", instrument: "AUSDT" });
    await desk.tell(wantOf("AUSDT"), { type: "feed.watch", symbols: ["BUSDT"] });
    expect(desk.exchange.requests).toHaveLength(1);
    desk.exchange.requests[0]?.answer(500, "late");
    await desk.advance(60_000);
    expect(desk.exchange.requests.filter(({ url }) => symbolOf(url) === "AUSDT")).toHaveLength(1);
    expect(desk.kinds("rest")[0]?.text).toBe("late"); // nobody waits for it, but it was said
  });
});
