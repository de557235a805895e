import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { DEMO_MARKETS } from "../../src/simulator/demo-markets.ts";
import { DEMO_START_MS, demoSession } from "../../src/simulator/demo-session.ts";
import { ofSymbol, record, type Session, textOf } from "./recorded-session.ts";

const whole = record({ seed: 1 });
const SYMBOLS = DEMO_MARKETS.map(({ symbol }) => symbol);

function digest({ frames }: Pick<Session, "frames">): string {
  const hash = createHash("sha256");
  for (const frame of frames) {
    const { rx, kind, conn, epoch, url, rxNs, monoNs, binary } = frame;
    hash.update(`${rx} ${kind} ${conn} ${epoch} ${url} ${rxNs} ${monoNs} ${binary} `).update(frame.bytes.subarray(frame.start, frame.end));
  }
  return hash.digest("hex");
}

describe("the demo session", () => {
  test("is the same to the byte for the same seed, and another for another", () => {
    const options = { seed: 5, seconds: 12, symbols: ["BTCUSDT", "PEPEUSDT"] };
    const first = digest(record(options));
    expect(digest(record(options))).toBe(first);
    expect(digest(record({ ...options, seed: 6 }))).not.toBe(first);
  });

  test("begins with the connection, the subscription and its answer", () => {
    const [open, send, answer] = whole.frames;
    expect(open).toMatchObject({ rx: 1, kind: "open", url: "wss://exchange.invalid/stream" });
    expect(open && textOf(open)).toBe("");
    const streams = SYMBOLS.map((symbol) => symbol.toLowerCase()).flatMap((name) => [`${name}@depth@100ms`, `${name}@trade`, `${name}@bookTicker`]);
    expect(send).toMatchObject({ rx: 2, kind: "send", url: "" });
    expect(send && JSON.parse(textOf(send))).toEqual({ method: "SUBSCRIBE", params: streams, id: 1 });
    expect(answer).toMatchObject({ rx: 3, kind: "recv" });
    expect(answer && textOf(answer)).toBe('{"result":null,"id":1}');
  });

  test("numbers its frames without holes, on one connection's clock that never runs back", () => {
    const { frames } = whole;
    expect(frames.map(({ rx }) => rx)).toEqual(frames.map((_, at) => at + 1));
    expect(new Set(frames.map(({ epoch, binary }) => `${epoch} ${binary}`))).toEqual(new Set(["1 false"]));
    expect(new Set(frames.map(({ rxNs, monoNs }) => rxNs - (monoNs ?? 0n))).size).toBe(1);
    expect(frames.findIndex(({ rxNs }, at) => at > 0 && rxNs < (frames[at - 1]?.rxNs ?? 0n))).toBe(-1);
    expect(Number((frames[0]?.rxNs ?? 0n) / 1_000_000n) - DEMO_START_MS).toBeLessThan(50);
  });

  test("receives messages 5 to 40 ms after the exchange sent them", () => {
    const late = whole.messages
      .filter((message) => message.shape === "depth" || message.shape === "trade")
      .map(({ rxNs, eventMs }) => Number(rxNs - BigInt(eventMs) * 1_000_000n) / 1e6)
      .sort((a, b) => a - b);
    expect(late[0]).toBeGreaterThanOrEqual(5);
    expect(late.at(-1)).toBeLessThan(41);
    expect(late[late.length >> 1]).toBeLessThan(15);
    expect(late.at(-1)).toBeGreaterThan(20);
  });

  test("gives frames that stay as they are while later ones are taken", () => {
    const then: string[] = [];
    const frames = [];
    for (const frame of demoSession({ seed: 2, seconds: 10, symbols: ["SOLUSDT"] })) {
      then.push(textOf(frame));
      frames.push(frame);
    }
    expect(frames.map(textOf)).toEqual(then);
  });

  test("sends at most one depth message a symbol each 100 ms, each symbol on its own beat", () => {
    const beats = SYMBOLS.map((symbol) => {
      const times = ofSymbol(whole, symbol, "depth").map(({ eventMs }) => eventMs);
      expect(new Set(times).size).toBe(times.length);
      const beat = new Set(times.map((eventMs) => eventMs % 100));
      expect([...beat]).toHaveLength(1);
      return [...beat][0];
    });
    expect(new Set(beats).size).toBeGreaterThan(SYMBOLS.length / 2);
  });

  test("lists levels best first, each price once, in diffs and snapshots", () => {
    for (const message of whole.messages) {
      if (message.shape !== "depth" && message.shape !== "snapshot") continue;
      const [bids, asks] = [message.bids, message.asks].map((levels) => levels.map(([price]) => Number(price)));
      expect(bids).toEqual([...new Set(bids)].sort((a, b) => b - a));
      expect(asks).toEqual([...new Set(asks)].sort((a, b) => a - b));
    }
  });

  test("gives a symbol the same life whichever others there are", () => {
    const tradesOf = (session: Session): string[] =>
      ofSymbol(session, "BTCUSDT", "trade").map(({ id, tradeMs, price, qty }) => `${id} ${tradeMs} ${price} ${qty}`);
    const alone = tradesOf(record({ seed: 1, symbols: ["BTCUSDT"], seconds: 10 }));
    expect(tradesOf(whole).slice(0, alone.length)).toEqual(alone);
    expect(alone.length).toBeGreaterThan(20);
  });

  test("is small: a minute and a half of twelve symbols in under 60,000 frames and 15 MB", () => {
    expect(SYMBOLS).toHaveLength(12);
    expect(whole.frames.length).toBeGreaterThan(20_000);
    expect(whole.frames.length).toBeLessThan(60_000);
    expect(whole.frames.reduce((sum, { start, end }) => sum + end - start, 0)).toBeLessThan(15e6);
    expect(Number(((whole.frames.at(-1)?.rxNs ?? 0n) - (whole.frames[0]?.rxNs ?? 0n)) / 1_000_000n)).toBeGreaterThan(89_000);
  });

  test.each([
    ["a symbol that is not there", { seed: 1, symbols: ["XYZUSDT"] }, "the demo has no symbol XYZUSDT"],
    ["a symbol twice", { seed: 1, symbols: ["BTCUSDT", "BTCUSDT"] }, "BTCUSDT is listed twice"],
    ["no symbol", { seed: 1, symbols: [] }, "a demo session needs a symbol"],
    ["too short a session", { seed: 1, seconds: 9.9 }, "a demo session takes 10 seconds or more, not 9.9"],
    ["no length", { seed: 1, seconds: Number.NaN }, "a demo session takes 10 seconds or more, not NaN"],
  ])("is refused for %s", (_, options, message) => {
    expect(() => demoSession(options).next()).toThrow(new RangeError(message));
  });
});
