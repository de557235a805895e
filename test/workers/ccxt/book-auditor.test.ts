import { describe, expect, test } from "vitest";
import type { UnifiedAudit } from "../../../src/core/venues/ccxt/unified-event.ts";
import { BookAuditor } from "../../../src/workers/ccxt/book-auditor.ts";
import type { ExchangeClient } from "../../../src/workers/ccxt/exchange-client.ts";

/** An auditor whose exchange answers as told, in time that moves only when told. */
function watched(answer: (symbol: string) => Promise<unknown>, { symbols = ["A/B", "C/D"], has = true } = {}) {
  const asked: [ms: number, symbol: string][] = [];
  const audits: UnifiedAudit[] = [];
  const troubles: string[] = [];
  let nowMs = 1_000;
  const auditor = new BookAuditor({
    exchange: {
      has: { fetchOrderBook: has },
      fetchOrderBook: (symbol: string) => {
        asked.push([nowMs, symbol]);
        return answer(symbol);
      },
    } as unknown as ExchangeClient,
    clock: () => nowMs,
    symbols: () => symbols,
    onAudit: (event) => audits.push(event),
    onTrouble: (text) => troubles.push(text),
  });
  const pass = async (seconds: number): Promise<void> => {
    for (let n = 0; n < seconds; n++) {
      nowMs += 1_000;
      auditor.check();
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    }
  };
  return { asked, audits, troubles, pass };
}

const BOOK = { bids: [[99.5, 1, 7], [99, 2]], asks: Array.from({ length: 60 }, (_, n) => [100 + n, 1]) }; // prettier-ignore

describe("an auditor of books that nothing proves", () => {
  test("asks about one symbol after another, each in its turn and at most one in 15 s, and tells the best 25 levels", async () => {
    const { asked, audits, pass } = watched(() => Promise.resolve(BOOK));
    await pass(62);
    expect(asked).toEqual([[16_000, "A/B"], [31_000, "C/D"], [46_000, "A/B"], [61_000, "C/D"]]); // prettier-ignore
    expect(audits[0]).toEqual({ unified: "audit", symbol: "A/B", bids: [[99.5, 1], [99, 2]], asks: BOOK.asks.slice(0, 25) }); // prettier-ignore
  });

  test("waits for an answer before it asks again, and goes on after one that failed or was none", async () => {
    let fail: (error: Error) => void = () => {};
    const answers = [
      new Promise((_, reject) => (fail = reject)),
      Promise.resolve(null),
      Promise.resolve({ bids: [["99", 1]], asks: [] }),
      Promise.resolve(BOOK),
    ];
    const { asked, audits, troubles, pass } = watched(() => answers.shift() ?? Promise.resolve(BOOK));
    await pass(40);
    expect(asked).toHaveLength(1);
    fail(new Error("418 banned"));
    await pass(60);
    expect(troubles).toEqual([
      "A/B: no book over REST to compare with: 418 banned",
      "C/D: no book over REST to compare with: the answer has no levels",
      "A/B: no book over REST to compare with: a level of the answer is no price and amount",
    ]);
    expect(audits.length).toBeGreaterThan(0);
  });

  test("asks nothing where no book flows, or the exchange has no such answer", async () => {
    const idle = watched(() => Promise.resolve(BOOK), { symbols: [] });
    const mute = watched(() => Promise.resolve(BOOK), { has: false });
    await Promise.all([idle.pass(60), mute.pass(60)]);
    expect([idle.asked, mute.asked]).toEqual([[], []]);
  });
});
