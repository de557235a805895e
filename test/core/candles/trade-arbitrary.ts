import fc from "fast-check";
import { ALLOWED_LATENESS_MS } from "../../../src/core/candles/watermark.ts";
import { MIDNIGHT, MINUTE, type TradeText } from "../tape/trade-fixture.ts";

/** A step of the input: a trade message, or a mark with the venue's greatest event time. */
export type Step = TradeText | { readonly markMs: number };

export const decimalText = (places: number) => fc.integer({ min: 1, max: 99_999 }).map((n) => (n / 10 ** places).toFixed(places));

/** Trades in order of time with ascending ids, some ids lost, with quiet stretches of up to two hours and past a midnight. */
export const history: fc.Arbitrary<TradeText[]> = fc
  .array(
    fc.record({
      wait: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 0, max: 700 }) },
        { weight: 6, arbitrary: fc.integer({ min: 700, max: 2 * MINUTE }) },
        { weight: 1, arbitrary: fc.integer({ min: 2 * MINUTE, max: 2 * ALLOWED_LATENESS_MS }) },
      ),
      lost: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) }),
      price: decimalText(2),
      qty: fc.oneof(decimalText(0), decimalText(3)),
      side: fc.constantFrom("buy" as const, "sell" as const),
      counts: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((steps) => {
    let id = 0;
    let eventMs = MIDNIGHT - ALLOWED_LATENESS_MS;
    return steps.map(({ wait, lost, ...rest }) => ({ id: (id += 1 + lost), eventMs: (eventMs += wait), ...rest }));
  });

/** The same trades, each delayed by up to `delayMs` of event time. */
export function delayed(trades: readonly TradeText[], delays: readonly number[], delayMs: number): TradeText[] {
  return trades
    .map((trade, at) => ({ trade, arrival: trade.eventMs + ((delays[at % delays.length] as number) % delayMs) }))
    .sort((a, b) => a.arrival - b.arrival)
    .map(({ trade }) => trade);
}

export const delays = fc.array(fc.nat(2 ** 30), { minLength: 1, maxLength: 60 });

/** Any arrival: delays past the allowed lateness, repeats, and marks in between. */
export const turmoil: fc.Arbitrary<Step[]> = fc
  .tuple(history, delays, fc.array(fc.nat(5), { minLength: 1, maxLength: 60 }), fc.constantFrom(5_000, 30 * MINUTE, 3 * ALLOWED_LATENESS_MS))
  .map(([trades, late, dice, delayMs]) =>
    delayed(trades, late, delayMs).flatMap((trade, at): Step[] => {
      const die = dice[at % dice.length] as number;
      if (die === 0) return [trade, trade];
      if (die === 1) return [trade, { markMs: trade.eventMs + ((late[at % late.length] as number) % (10 * MINUTE)) }];
      return [trade];
    }),
  );
