import { describe, expect, test } from "vitest";
import { SilenceLimit } from "../../../src/workers/feed/silence-limit.ts";
import { WatchedFeed } from "./watched-feed.ts";

const HOUR = 3_600_000;

describe("a silent depth stream", () => {
  test("is flagged alone among fifty, within 5 s or 8 times its rhythm, once; then it is subscribed again", async () => {
    const desk = new WatchedFeed();
    const symbols = Array.from({ length: 50 }, (_, n) => `S${n}USDT`);
    await desk.watch(...symbols);
    await desk.advance(1_000);
    const speak = async (rounds: number, mute: string): Promise<void> => {
      for (let n = 0; n < rounds; n++) {
        for (const symbol of symbols) if (symbol !== mute) desk.depth(symbol);
        await desk.advance(100);
      }
    };
    await speak(150, "");
    await speak(48, "S17USDT");
    expect(desk.kinds("stale")).toEqual([]);
    await speak(6, "S17USDT");
    const carrier = desk.exchange.sockets.findIndex((socket) => socket === desk.carrier("S17USDT"));
    const stale = desk.kinds("stale");
    expect(stale).toHaveLength(1);
    expect(stale[0]).toMatchObject({ conn: `ws-${carrier + 1}`, epoch: 1 });
    const note = JSON.parse(stale[0]?.text ?? "") as { instrument: string; silentMs: number };
    expect(note.instrument).toBe("binance:S17USDT");
    expect(note.silentMs).toBeGreaterThanOrEqual(5_000);
    expect(note.silentMs).toBeLessThanOrEqual(5_500);
    await speak(20, "S17USDT");
    expect(desk.kinds("stale")).toHaveLength(1);
    const again = desk
      .kinds("send")
      .slice(-2)
      .map(({ text }) => JSON.parse(text) as { method: string; params: string[] });
    expect(again.map(({ method, params }) => [method, params[0]])).toEqual([["UNSUBSCRIBE", "s17usdt@depth@100ms"], ["SUBSCRIBE", "s17usdt@depth@100ms"]]); // prettier-ignore
    const subscriptions = (): number => desk.kinds("send").filter(({ text }) => text.includes('"UNSUBSCRIBE"')).length;
    expect(subscriptions()).toBe(1);
    await speak(60, "S17USDT");
    expect(desk.kinds("stale")).toHaveLength(1);
    expect(subscriptions()).toBe(2); // its silence has doubled
    expect(desk.exchange.live.length).toBe(desk.exchange.sockets.length);
    desk.depth("S17USDT");
    await speak(60, "S17USDT");
    expect(desk.kinds("stale")).toHaveLength(2);
  });

  test("is not one that speaks once an hour, nor one that has hardly spoken", async () => {
    const desk = new WatchedFeed();
    await desk.watch("QUIETUSDT", "NEWUSDT");
    for (let n = 0; n < 15; n++) desk.depth("NEWUSDT");
    for (let hour = 0; hour < 36; hour++) {
      desk.depth("QUIETUSDT");
      await desk.advance(HOUR * (0.5 + ((hour * 7) % 10) / 10));
    }
    expect(desk.kinds("stale")).toEqual([]);
  });

  test("is not one whose connection is down: that is said of the connection", async () => {
    const desk = new WatchedFeed();
    await desk.watch("AUSDT");
    for (let n = 0; n < 50; n++) {
      desk.depth("AUSDT");
      await desk.advance(100);
    }
    desk.exchange.opens = false;
    desk.exchange.socket.close();
    await desk.advance(60_000);
    expect(desk.kinds("stale")).toEqual([]);
  });
});

describe("the limit of silence", () => {
  const learnt = (gaps: readonly number[]): number => {
    const limit = new SilenceLimit();
    limit.note(null);
    for (const gap of gaps) limit.note(gap);
    return limit.ms;
  };

  test("is eight times the gap that 99 of 100 gaps stay under, a quarter more at most, and at least 5 s", () => {
    const gaps = Array.from({ length: 1_000 }, (_, n) => (n % 100 === 0 ? 60_000 : n % 10 === 0 ? 2_000 : 100));
    expect(learnt(gaps)).toBeGreaterThanOrEqual(8 * 2_000);
    expect(learnt(gaps)).toBeLessThanOrEqual(8 * 2_000 * 1.25);
    expect(learnt(Array.from({ length: 500 }, () => 100))).toBe(5_000);
    expect(learnt(Array.from({ length: 18 }, () => 100))).toBe(Number.POSITIVE_INFINITY);
    expect(learnt(Array.from({ length: 19 }, () => 100))).toBe(5_000);
  });

  test("forgets a rhythm that is long past", () => {
    const slow = Array.from({ length: 4_000 }, () => 30_000);
    const fast = Array.from({ length: 60_000 }, () => 50);
    expect(learnt(slow)).toBeGreaterThan(200_000);
    expect(learnt([...slow, ...fast])).toBe(5_000);
  });
});
