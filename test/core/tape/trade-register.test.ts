import { describe, expect, test } from "vitest";
import { ByteReader, ByteWriter } from "../../../src/core/base/bytes.ts";
import { TradeRegister } from "../../../src/core/tape/trade-register.ts";
import { MIDNIGHT, tradeOf } from "./trade-fixture.ts";

const at = MIDNIGHT;

describe("the register of an instrument's trades", () => {
  test("counts a trade once per id, whether or not it is volume", () => {
    const register = new TradeRegister();
    expect(register.admitTrade(tradeOf({ id: 7, eventMs: at }))).toBe("fresh");
    expect(register.admitTrade(tradeOf({ id: 8, eventMs: at, counts: false }))).toBe("fresh");
    expect(register.admitTrade(tradeOf({ id: 7, eventMs: at + 5, price: "999" }))).toBe("duplicate");
    expect(register.tradeCount).toBe(2);
    expect(register.lastTrade).toMatchObject({ id: 8, eventMs: at });
  });

  test("knows the last trade by its own time, then id, not by arrival", () => {
    const register = new TradeRegister();
    expect(register.lastTrade).toBeNull();
    register.admitTrade(tradeOf({ id: 5, eventMs: at + 10, price: "1.5", qty: "0.25", side: "sell" }));
    register.admitTrade(tradeOf({ id: 4, eventMs: at + 10, price: "2" }));
    register.admitTrade(tradeOf({ id: 6, eventMs: at + 9, price: "3" }));
    expect(register.lastTrade).toEqual({ id: 5, price: 15, qty: 25, side: "sell", eventMs: at + 10 });
    expect(register.lastScale).toEqual({ price: 1, qty: 2 });
    register.admitTrade(tradeOf({ id: 7, eventMs: at + 10, price: "4" }));
    expect(register.lastTrade).toMatchObject({ id: 7, price: 4 });
  });

  test("keeps its own copy of the last trade, since a decoder reuses its objects", () => {
    const register = new TradeRegister();
    const scale = { price: 0, qty: 0 };
    const reused = { ...tradeOf({ id: 1, eventMs: at, price: "10" }), scale };
    register.admitTrade(reused);
    scale.price = 5;
    reused.price = 77;
    expect(register.lastTrade?.price).toBe(10);
    expect(register.lastScale).toEqual({ price: 0, qty: 0 });
  });

  test("lets aggregates in until the first single trade, and counts none of them", () => {
    const register = new TradeRegister();
    expect(register.admitAggregate(tradeOf({ id: 1, lastId: 3, eventMs: at }))).toBe("fresh");
    expect(register.admitAggregate(tradeOf({ id: 1, lastId: 3, eventMs: at }))).toBe("duplicate");
    expect(register.admitAggregate(tradeOf({ id: 2, lastId: 2, eventMs: at }))).toBe("duplicate");
    expect(register.tradeCount).toBe(0);
    expect(register.lastTrade).toBeNull();
    register.admitTrade(tradeOf({ id: 9, eventMs: at }));
    expect(register.admitAggregate(tradeOf({ id: 10, lastId: 12, eventMs: at }))).toBe("silent");
    expect(register.admitAggregate(tradeOf({ id: 10, lastId: 12, eventMs: at }))).toBe("duplicate");
    expect(register.accounted.overlaps(10, 12)).toBe(false);
    expect(register.admitAggregate(tradeOf({ id: 9, lastId: 9, eventMs: at }))).toBe("silent");
    expect(register.admitAggregate(tradeOf({ id: 9, lastId: 9, eventMs: at }))).toBe("duplicate");
  });

  test("counts a single trade whose volume came in an aggregate, and adds it no second time", () => {
    const register = new TradeRegister();
    register.admitAggregate(tradeOf({ id: 1, lastId: 3, eventMs: at }));
    expect(register.admitTrade(tradeOf({ id: 2, eventMs: at }))).toBe("silent");
    expect(register.admitTrade(tradeOf({ id: 2, eventMs: at }))).toBe("duplicate");
    expect(register.admitTrade(tradeOf({ id: 4, eventMs: at }))).toBe("fresh");
    expect(register.tradeCount).toBe(2);
  });

  test("takes nothing from an aggregate that is held in part: its sum cannot be split", () => {
    const register = new TradeRegister();
    register.admitAggregate(tradeOf({ id: 1, lastId: 3, eventMs: at }));
    expect(register.admitAggregate(tradeOf({ id: 3, lastId: 5, eventMs: at }))).toBe("silent");
    expect(register.accounted.covers(1, 3)).toBe(true);
    expect(register.accounted.overlaps(4, 5)).toBe(false);
  });

  test("goes on after write and read as though nothing had happened", () => {
    const register = new TradeRegister();
    register.admitAggregate(tradeOf({ id: 1, lastId: 3, eventMs: at }));
    register.admitTrade(tradeOf({ id: 5, eventMs: at, price: "12345678901234567890.5", qty: "100", side: "sell" }));
    const w = new ByteWriter();
    register.write(w);
    const read = TradeRegister.read(new ByteReader(w.finish()));
    expect(read.lastTrade).toEqual({ id: 5, price: 123456789012345678905n, qty: 100, side: "sell", eventMs: at });
    expect(read.tradeCount).toBe(1);
    expect(read.admitTrade(tradeOf({ id: 5, eventMs: at }))).toBe("duplicate");
    expect(read.admitTrade(tradeOf({ id: 2, eventMs: at }))).toBe("silent");
    expect(read.admitAggregate(tradeOf({ id: 1, lastId: 3, eventMs: at }))).toBe("duplicate");
  });
});
