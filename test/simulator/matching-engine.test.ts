import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Side } from "../../src/core/market/trade.ts";
import { type Execution, MatchingEngine } from "../../src/simulator/matching-engine.ts";
import type { Order, PriceLadder } from "../../src/simulator/price-ladder.ts";
import { ReferenceEngine } from "./reference-engine.ts";

const seed = Date.now() & 0x7fffffff;

/** An engine that keeps what it told. */
class Told {
  readonly executions: Execution[] = [];
  /** The book as level changes alone tell it. */
  readonly book = { buy: new Map<number, number>(), sell: new Map<number, number>() };
  readonly updateIds: number[] = [];
  readonly engine: MatchingEngine;

  constructor() {
    this.engine = new MatchingEngine(
      {
        traded: (execution) => this.executions.push(execution),
        levelChanged: (side, ticks, lots) => {
          this.updateIds.push(this.engine.lastUpdateId);
          if (lots === 0) this.book[side].delete(ticks);
          else this.book[side].set(ticks, lots);
        },
      },
      { update: 100, execution: 50 },
    );
  }
}

function levels(ladder: PriceLadder): [number, number][] {
  return ladder.top(ladder.depth).map(({ ticks, lots }) => [ticks, lots]);
}

function rested(order: Order | null): Order {
  if (order === null) throw new Error("nothing rested");
  return order;
}

describe("the matching engine", () => {
  test("fills the best price first, and at one price who came first", () => {
    const { engine, executions } = new Told();
    const second = rested(engine.limit("sell", 101, 5, 1));
    const first = rested(engine.limit("sell", 100, 5, 2));
    const third = rested(engine.limit("sell", 101, 5, 3));
    expect(engine.limit("buy", 101, 12, 4)).toBeNull();
    expect(executions).toEqual([
      { id: 51, ticks: 100, lots: 5, buyerIsMaker: false, makerId: first.id, eventMs: 4 },
      { id: 52, ticks: 101, lots: 5, buyerIsMaker: false, makerId: second.id, eventMs: 4 },
      { id: 53, ticks: 101, lots: 2, buyerIsMaker: false, makerId: third.id, eventMs: 4 },
    ]);
    expect([first.lots, second.lots, third.lots]).toEqual([0, 0, 3]);
  });

  test("lets an order that takes a part rest with what is left", () => {
    const { engine } = new Told();
    engine.limit("buy", 99, 4, 1);
    const order = rested(engine.limit("sell", 99, 10, 2));
    expect(order).toMatchObject({ side: "sell", ticks: 99, lots: 6 });
    expect(levels(engine.bids)).toEqual([]);
    expect(levels(engine.asks)).toEqual([[99, 6]]);
  });

  test("gives up what an order with a worst price does not find, and what nobody offers", () => {
    const { engine } = new Told();
    engine.limit("buy", 99, 4, 1);
    engine.limit("buy", 97, 4, 1);
    expect(engine.market("sell", 10, 2, 98)).toBe(6);
    expect(levels(engine.bids)).toEqual([[97, 4]]);
    expect(engine.market("sell", 10, 3)).toBe(6);
    expect(engine.market("sell", 10, 4)).toBe(10);
    expect(levels(engine.asks)).toEqual([]);
  });

  test("cancels an order once, and none that was filled", () => {
    const { engine } = new Told();
    const filled = rested(engine.limit("buy", 99, 4, 1));
    const waiting = rested(engine.limit("buy", 99, 3, 1));
    engine.market("sell", 4, 2);
    const updates = engine.lastUpdateId;
    expect(engine.cancel(filled)).toBe(false);
    expect(engine.lastUpdateId).toBe(updates);
    expect(engine.cancel(waiting)).toBe(true);
    expect(engine.cancel(waiting)).toBe(false);
    expect(levels(engine.bids)).toEqual([]);
  });

  test.each([0, -1, 0.5, Number.NaN, 2 ** 53])("refuses a price or a size of %d and changes nothing", (count) => {
    const { engine, updateIds } = new Told();
    expect(() => engine.limit("buy", count, 1, 1)).toThrow(RangeError);
    expect(() => engine.limit("buy", 1, count, 1)).toThrow(RangeError);
    expect(() => engine.market("sell", count, 1)).toThrow(RangeError);
    expect(updateIds).toEqual([]);
  });

  const action = fc.record({
    kind: fc.constantFrom("limit" as const, "limit" as const, "market" as const, "cancel" as const),
    side: fc.constantFrom<Side>("buy", "sell"),
    ticks: fc.integer({ min: 1, max: 12 }),
    lots: fc.integer({ min: 1, max: 9 }),
    pick: fc.nat(1_000),
  });

  test(`does what a plain list of orders does, is never crossed or locked, and tells every change (seed ${seed})`, () => {
    const property = fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
      const told = new Told();
      const { engine } = told;
      const reference = new ReferenceEngine();
      const orders = new Map<number, Order>();
      for (const { kind, side, ticks, lots, pick } of actions) {
        if (kind === "limit") {
          const order = engine.limit(side, ticks, lots, 0);
          expect(order?.id ?? null).toBe(reference.limit(side, ticks, lots));
          if (order !== null) orders.set(order.id, order);
        } else if (kind === "market") expect(engine.market(side, lots, 0, ticks)).toBe(reference.market(side, lots, ticks));
        else {
          const order = orders.get(1 + (pick % (orders.size + 1)));
          if (order !== undefined) expect(engine.cancel(order)).toBe(reference.cancel(order.id));
        }
        expect(engine.bids.best?.ticks ?? 0).toBeLessThan(engine.asks.best?.ticks ?? Number.POSITIVE_INFINITY);
        for (const each of ["buy", "sell"] as const) {
          const ladder = engine.ladder(each);
          expect(levels(ladder)).toEqual(reference.levels(each));
          expect([...told.book[each]].sort(([a], [b]) => (each === "buy" ? b - a : a - b))).toEqual(reference.levels(each));
        }
      }
      expect(told.executions.map(({ ticks, lots, buyerIsMaker, makerId }) => ({ ticks, lots, buyerIsMaker, makerId }))).toEqual(reference.executions);
      expect(told.executions.map(({ id }) => id)).toEqual(told.executions.map((_, at) => 51 + at));
      expect(told.updateIds).toEqual(told.updateIds.map((_, at) => 101 + at));
      expect(engine.bids.orders + engine.asks.orders).toBe([...orders.values()].filter(({ lots }) => lots > 0).length);
    });
    fc.assert(property, { seed, numRuns: 150 });
  });
});
