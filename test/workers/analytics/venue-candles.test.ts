import { describe, expect, test } from "vitest";
import type { RestAnswer } from "../../../src/workers/feed/world.ts";
import { candleSourceOf } from "../../../src/workers/analytics/venue-candles.ts";

/** A network that answers when the test says so, at a time that stands still. */
function network() {
  const asked: { url: string; answer: (status: number, body: string, used?: number) => void }[] = [];
  let wallMs = 1_000;
  const world = {
    clock: { monoNs: () => 0n, wallNs: () => BigInt(wallMs) * 1_000_000n },
    random: () => 0,
    schedule: () => () => {},
    request: (url: string): Promise<RestAnswer> =>
      new Promise((resolve) => {
        const answer = (status: number, body: string, used = 0): void =>
          resolve({ status, body: new TextEncoder().encode(body), header: (name) => (name === "x-mbx-used-weight-1m" ? String(used) : null) });
        asked.push({ url, answer });
      }),
  };
  const source = candleSourceOf("binance", "http://127.0.0.1:9", world);
  const later = (ms: number): void => void (wallMs += ms);
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { source, asked, later, turn };
}

describe("the candles of a venue for screens", () => {
  test("are asked for side by side, by interval, and are of the time at which each request was made", async () => {
    const { source, asked, later, turn } = network();
    const asking = source.ask();
    const found = Array.from({ length: 21 }, (_, at) => asking.candles(`binance:COIN${at}`, "1h"));
    expect(asked).toHaveLength(20);
    expect(asked[0]?.url).toBe("http://127.0.0.1:9/api/v3/klines?symbol=COIN0&interval=1h&limit=1000");
    later(500);
    asked[0]?.answer(200, "[]");
    await turn();
    asked[20]?.answer(200, "[]");
    expect(await found[0]).toMatchObject({ interval: "1h", askedMs: 1_000, venue: "binance" });
    expect(await found[20]).toMatchObject({ askedMs: 1_500 });
  });

  test("wait where others have spent the minute's weight, and say how long", async () => {
    const { source, asked, turn } = network();
    const asking = source.ask();
    void asking.candles("binance:A", "1m");
    asked[0]?.answer(200, "[]", 5_390);
    await turn();
    for (const symbol of ["B", "C", "D", "E", "F", "G"]) void asking.candles(`binance:${symbol}`, "1m");
    await turn();
    // Five of weight 2 fit in.
    expect(asked).toHaveLength(6);
    expect(asking.heldUpMs()).toBe(60_000);
    asking.stop();
    expect(asking.heldUpMs()).toBe(0);
  });

  test("take no more than half of a minute's weight, however little the others take", async () => {
    const { source, asked, turn } = network();
    const asking = source.ask();
    for (let at = 0; at < 1_400; at++) void asking.candles(`binance:COIN${at}`, "1m");
    for (let at = 0; at < asked.length; at++) {
      asked[at]?.answer(200, "[]");
      await turn();
    }
    expect(asked).toHaveLength(2_700 / 2);
  });

  test("are missing for a reason in words: an interval without any, or a refusal", async () => {
    const { source, asked } = network();
    const asking = source.ask();
    expect(await asking.candles("binance:A", "15s")).toBe("the exchange publishes no candles of 15s");
    const refused = asking.candles("binance:NOPE", "1m");
    asked[0]?.answer(400, '{"code":-1121,"msg":"Invalid symbol."}');
    expect(await refused).toContain("refused its candles (400)");
  });

  test("are not asked for any more by a screen that was stopped; the next one asks", async () => {
    const { source, asked } = network();
    const first = source.ask();
    const held = Array.from({ length: 25 }, (_, at) => first.candles(`binance:COIN${at}`, "1m"));
    first.stop();
    expect(await held[24]).toContain("nothing is asked any more");
    const second = source.ask();
    void second.candles("binance:A", "1m");
    for (const { answer } of asked.slice(0, 20)) answer(200, "[]");
    await expect.poll(() => asked.map(({ url }) => url).at(-1)).toContain("symbol=A&");
    expect(asked).toHaveLength(21);
  });
});
