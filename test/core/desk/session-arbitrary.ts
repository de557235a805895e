import fc from "fast-check";
import { deliver, historyOf, mishaps } from "../book/true-history.ts";
import { diffText, quoteText, tradeText } from "../binance-text.ts";
import { note, recv, type Said } from "../frames.ts";
import { wireText } from "../venues/binance/wire-arbitrary.ts";

const DAY = 1_723_161_600_000;
const decimal = fc.integer({ min: 1, max: 99_999 }).map((n) => (n / 100).toFixed(2));

const trade = fc
  .record({
    symbol: fc.constantFrom("BTCUSDT", "ETHUSDT"),
    id: fc.integer({ min: 1, max: 60 }),
    price: decimal,
    qty: decimal,
    m: fc.boolean(),
    X: fc.constantFrom("MARKET", "MARKET", "NA"),
    late: fc.integer({ min: 0, max: 4000 }),
  })
  .map(({ late, ...rest }) => tradeText({ ...rest, ms: DAY + rest.id * 7_000 - late }));

const quote = fc
  .tuple(fc.constantFrom("BTCUSDT", "ETHUSDT"), fc.nat(900), decimal)
  .map(([symbol, u, qty]) => quoteText({ symbol, u, bid: `999 ${qty}`, ask: "1001.5 2" }));

/** One frame that is about several instruments at once. */
const several = fc
  .array(
    fc.oneof(
      trade,
      quote,
      fc
        .tuple(fc.constantFrom("BTCUSDT", "SOLUSDT", "XRPUSDT"), fc.nat(50))
        .map(([symbol, U]) => diffText({ symbol, U, u: U + 1, pu: U - 1, bids: "7 1" })),
      fc.constant('{"data":{"e":"other"}}'),
    ),
    { minLength: 2, maxLength: 4 },
  )
  .map((texts) => `[${texts.map((text) => text.slice(text.indexOf('"data":') + 7, -1)).join(",")}]`);

const other = fc.oneof(
  { weight: 10, arbitrary: trade.map((text) => recv(text)) },
  { weight: 4, arbitrary: quote.map((text) => recv(text)) },
  { weight: 3, arbitrary: several.map((text) => recv(text)) },
  { weight: 3, arbitrary: wireText.map((text) => recv(text, "ws-2")) },
  fc.constantFrom(
    note("stale", { instrument: "binance:BTCUSDT" }),
    note("gap", { instrument: "binance-usdm:ETHUSDT", cause: "overflow" }),
    note("request", {}),
    note("gap", {}),
  ),
);

/** Sessions of two instruments over one connection, with mishaps to both, trades that come late and twice, and hostile messages. */
export function sessionOf(futures: boolean): fc.Arbitrary<Said[]> {
  return fc
    .tuple(
      historyOf(futures, "BTCUSDT"),
      mishaps,
      historyOf(futures, "ETHUSDT"),
      mishaps,
      fc.array(other, { minLength: 10, maxLength: 60 }),
      fc.array(fc.nat(2), { minLength: 50, maxLength: 50 }),
    )
    .map(([history, plan, second, secondPlan, others, turns]) => {
      const queues = [[...deliver(history, plan)], [...deliver(second, secondPlan)], others];
      const script: Said[] = [];
      for (let turn = 0; ; turn++) {
        const speaking = queues.filter((queue) => queue.length > 0);
        const frame = speaking[(turns[turn % turns.length] ?? 0) % speaking.length]?.shift();
        if (frame === undefined) return script;
        script.push(frame);
      }
    });
}
