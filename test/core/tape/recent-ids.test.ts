import { describe, expect, test } from "vitest";
import { ByteReader, ByteWriter } from "../../../src/core/base/bytes.ts";
import { RECENT_IDS, RecentIds } from "../../../src/core/tape/recent-ids.ts";
import { TradeRegister } from "../../../src/core/tape/trade-register.ts";
import { tradeOf } from "./trade-fixture.ts";

const uuid = (n: number): string => `1036f47c-16be-5524-9680-${String(n).padStart(12, "0")}`;

function bytesOf(part: { write(w: ByteWriter): void }): Uint8Array {
  const w = new ByteWriter();
  part.write(w);
  return w.finish();
}

describe("ids that are no running numbers", () => {
  test("are known again as long as they are among the last", () => {
    const ids = new RecentIds();
    for (let n = 0; n < RECENT_IDS; n++) expect(ids.insert(uuid(n))).toBe(true);
    expect([ids.insert(uuid(0)), ids.insert(uuid(RECENT_IDS - 1))]).toEqual([false, false]);
    expect(ids.insert(uuid(RECENT_IDS))).toBe(true);
    expect([ids.insert(uuid(1)), ids.insert(uuid(0))]).toEqual([false, true]);
  });

  test("are the same after they were written and read, wherever that was", () => {
    const ids = new RecentIds();
    for (let n = 0; n < RECENT_IDS + 10; n++) ids.insert(uuid(n));
    const other = RecentIds.read(new ByteReader(bytesOf(ids)));
    for (let n = 0; n < 40; n++) expect(other.insert(uuid(n * 50))).toBe(ids.insert(uuid(n * 50)));
    expect(bytesOf(other)).toEqual(bytesOf(ids));
  });
});

describe("a register of trades without running numbers", () => {
  const trade = (uid: string, eventMs: number) => ({ ...tradeOf({ id: -1, eventMs }), uid });

  test("counts each id once, a trade without an id each time, and takes the later of two at one time for the last", () => {
    const register = new TradeRegister();
    expect([trade("a", 5), trade("b", 5), trade("a", 6), trade("", 5), trade("", 5)].map((each) => register.admitTrade(each))).toEqual([
      "fresh", "fresh", "duplicate", "fresh", "fresh",
    ]); // prettier-ignore
    expect([register.tradeCount, register.lastTrade?.id, register.arrivalNumber]).toEqual([4, 7, 7]);
    expect(register.accounted.ranges).toBe(0);
  });

  test("goes on as it was after it was written and read", () => {
    const register = new TradeRegister();
    for (const uid of ["a", "b", "", "c"]) register.admitTrade(trade(uid, 5));
    const other = TradeRegister.read(new ByteReader(bytesOf(register)));
    expect([other.admitTrade(trade("b", 7)), other.admitTrade(trade("d", 7)), other.tradeCount]).toEqual(["duplicate", "fresh", 5]);
    register.admitTrade(trade("d", 7));
    expect(bytesOf(other)).toEqual(bytesOf(register));
  });
});

describe("several trades in one message that are shown nowhere else", () => {
  const several = (id: number, lastId: number) => tradeOf({ id, lastId, eventMs: 5 });

  test("count each, and prove their ids; one that overlaps what was shown is a repeat", () => {
    const register = new TradeRegister();
    expect([several(1, 3), several(4, 4), several(3, 5), several(1, 3), several(5, 9)].map((each) => register.admitTrade(each))).toEqual([
      "fresh", "fresh", "duplicate", "duplicate", "fresh",
    ]); // prettier-ignore
    expect([register.tradeCount, register.accounted.proves(1, 9), register.lastTrade?.id]).toEqual([9, true, 9]);
  });
});
