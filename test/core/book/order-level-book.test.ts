import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LevelList } from "../../../src/core/book/depth-update.ts";
import { type OrderOutcome, OrderLevelBook } from "../../../src/core/book/order-level-book.ts";
import type { Side } from "../../../src/core/market/trade.ts";

describe("an order-level book", () => {
  test("holds 180 at a price where two producers, interleaved, added 100, 50 and 30", () => {
    const book = new OrderLevelBook();
    const producers = [[["a1", 100] as const, ["a2", 30] as const], [["b1", 50] as const]];
    for (let turn = 0; turn < 2; turn++) {
      for (const orders of producers) {
        const order = orders[turn];
        if (order !== undefined) expect(book.add(order[0], "buy", 7, order[1])).toBe("applied");
      }
    }
    expect(book.qtyAt("buy", 7)).toBe(180);
    expect(book.queueAt("buy", 7).map(({ id }) => id)).toEqual(["a1", "b1", "a2"]);
    expect(book.qtyAhead("a2")).toBe(150);
  });

  test.each<[string, (book: OrderLevelBook) => OrderOutcome, OrderOutcome]>([
    ["a cancel of an order that nobody added", (book) => book.cancel("x"), "unknown-order"],
    ["a match of one", (book) => book.match("x", 1), "unknown-order"],
    ["a change of one", (book) => book.modify("x", 5, 1), "unknown-order"],
    ["an id that rests already", (book) => book.add("a", "sell", 9, 1), "duplicate-order"],
    ["more traded than is left", (book) => book.match("a", 11), "overfilled"],
    ["nothing as a quantity", (book) => book.add("b", "buy", 5, 0), "not-a-quantity"],
    ["less than nothing", (book) => book.modify("a", 5, -1), "not-a-quantity"],
  ])("refuses %s, and stays as it was", (_, event, outcome) => {
    const book = new OrderLevelBook();
    book.add("a", "buy", 5, 10);
    expect(event(book)).toBe(outcome);
    expect([...book.inPriority("buy")]).toEqual([{ id: "a", side: "buy", price: 5, qty: 10 }]);
    expect(book.size).toBe(1);
  });

  test("refuses a cancel that overtakes its add, and then holds the order that was added", () => {
    const book = new OrderLevelBook();
    expect(book.cancel("late")).toBe("unknown-order");
    expect(book.add("late", "sell", 12, 4)).toBe("applied");
    expect(book.qtyAt("sell", 12)).toBe(4);
  });

  test("keeps an order's place where it shrinks, and sends it to the back where it grows or moves", () => {
    const book = new OrderLevelBook();
    for (const id of ["a", "b", "c"]) book.add(id, "sell", 9, 10);
    book.modify("a", 9, 4);
    expect(book.queueAt("sell", 9).map(({ id }) => id)).toEqual(["a", "b", "c"]);
    book.modify("a", 9, 5);
    expect(book.queueAt("sell", 9).map(({ id }) => id)).toEqual(["b", "c", "a"]);
    book.modify("b", 8, 10);
    book.modify("b", 9, 10);
    expect(book.queueAt("sell", 9).map(({ id }) => id)).toEqual(["c", "a", "b"]);
    expect(book.qtyAt("sell", 8)).toBe(0);
  });

  test("sums exactly where quantities are past 2^53", () => {
    const book = new OrderLevelBook();
    const huge = 2n ** 60n;
    book.add("a", "buy", 1, huge);
    book.add("b", "buy", 1, 1);
    expect(book.qtyAt("buy", 1)).toBe(huge + 1n);
    book.match("a", huge);
    expect(book.qtyAt("buy", 1)).toBe(1);
  });

  test("is at every moment the levels that a sum over its orders gives", () => {
    const event = fc.record({
      kind: fc.constantFrom("add", "modify", "match", "cancel"),
      id: fc.integer({ min: 0, max: 12 }).map(String),
      side: fc.constantFrom<Side>("buy", "sell"),
      price: fc.integer({ min: 1, max: 6 }),
      qty: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (events) => {
        const book = new OrderLevelBook();
        const model = new Map<string, { side: Side; price: number; qty: number }>();
        for (const { kind, id, side, price, qty } of events) {
          const rests = model.get(id);
          const outcome = kind === "add" ? book.add(id, side, price, qty) : kind === "modify" ? book.modify(id, price, qty) : kind === "match" ? book.match(id, qty) : book.cancel(id); // prettier-ignore
          if (kind === "add" && rests === undefined && qty > 0) model.set(id, { side, price, qty });
          else if (kind === "modify" && rests !== undefined && qty > 0) model.set(id, { side: rests.side, price, qty });
          else if (kind === "match" && rests !== undefined && qty > 0 && qty <= rests.qty) {
            if (qty === rests.qty) model.delete(id);
            else model.set(id, { ...rests, qty: rests.qty - qty });
          } else if (kind === "cancel" && rests !== undefined) model.delete(id);
          else {
            expect(outcome).not.toBe("applied");
            continue;
          }
          expect(outcome).toBe("applied");
          for (const one of ["buy", "sell"] as const) expect(levels(book, one)).toEqual(sums(model, one));
        }
      }),
      { numRuns: 300 },
    );
  });
});

function levels(book: OrderLevelBook, side: Side): number[][] {
  const list = new LevelList();
  book.levelsInto(list, side);
  return Array.from({ length: list.count }, (_, i) => [Number(list.priceAt(i)), Number(list.qtyAt(i))]);
}

function sums(model: ReadonlyMap<string, { side: Side; price: number; qty: number }>, side: Side): number[][] {
  const byPrice = new Map<number, number>();
  for (const order of model.values()) if (order.side === side) byPrice.set(order.price, (byPrice.get(order.price) ?? 0) + order.qty);
  return [...byPrice].sort(([a], [b]) => (side === "buy" ? b - a : a - b));
}
