import { describe, expect, test } from "vitest";
import type { InstrumentId } from "../../../src/core/market/instrument.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import type { TapeBlock, TapeSource } from "../../../src/workers/replay/tape-source.ts";
import { SessionFileError } from "../../../src/workers/store/session-file-error.ts";
import { TradeReadBack } from "../../../src/workers/views/trade-read-back.ts";
import { tradeText } from "../../core/binance-text.ts";
import { type FakeFrame, FakeTime, fakeTape } from "../replay/fake-tape.ts";

const BTC = "binance:BTCUSDT" as InstrumentId;
const START = 1_723_161_600_000;
const FIRST_MINUTE = START / 60_000;

/** A trade `ms` after midnight, received `latencyMs` later. */
function trade(id: number, ms: number, { symbol = "BTCUSDT", latencyMs = 0 } = {}): FakeFrame {
  return { ms: ms + latencyMs, text: tradeText({ symbol, id, ms: START + ms, price: "100", qty: "1" }) };
}

/** Three minutes, a trade a second of each of two instruments. */
const TRADES = Array.from({ length: 180 }, (_, n) => [trade(n + 1, n * 1_000), trade(n + 1, n * 1_000 + 1, { symbol: "ETHUSDT" })]).flat();

function reader(
  frames: readonly FakeFrame[],
  { wanted = null as number | null, lastRx = Number.POSITIVE_INFINITY, there = true, damagedRx = Number.POSITIVE_INFINITY } = {},
) {
  const time = new FakeTime();
  const read: { minute: number; ids: number[] }[] = [];
  let [opened, closed] = [0, 0];
  const back = new TradeReadBack({
    venue: BINANCE_SPOT,
    open: () => {
      if (!there) return null;
      opened++;
      return { source: damaged(fakeTape(frames), damagedRx), close: () => void closed++ };
    },
    untilRx: () => lastRx,
    wanted: () => wanted,
    clock: () => time.nowMs,
    schedule: time.schedule,
    onRead: (_id, minute, trades) => read.push({ minute: minute - FIRST_MINUTE, ids: trades.map(({ lastId }) => lastId) }),
  });
  return { back, time, read, files: () => [opened, closed] };
}

/** The tape with a block that its CRC does not vouch for. */
function damaged(tape: TapeSource, rx: number): TapeSource {
  const blocks = function* (fromRx?: number): Iterable<TapeBlock> {
    for (const block of tape.blocks(fromRx)) {
      if (rx < block.firstRx + block.count) throw new SessionFileError("damaged", "old.tape", "a block is not what was written");
      yield block;
    }
  };
  return { ...tape, blocks };
}

const minute = (from: number): number[] => Array.from({ length: 60 }, (_, n) => from + n);

describe("reading a minute back from a recording", () => {
  test("gives its trades, of that instrument alone, and closes the file", () => {
    const { back, time, read, files } = reader(TRADES);
    back.want(BTC, FIRST_MINUTE + 1);
    time.advance(10);
    expect(read).toEqual([{ minute: 1, ids: minute(61) }]);
    expect(files()).toEqual([1, 1]);
  });

  test("gives those that came late, and goes no further once all are there", () => {
    const late = [...TRADES.slice(0, 240), trade(500, 65_000, { latencyMs: 50_000 }), ...TRADES.slice(240)].toSorted((a, b) => a.ms - b.ms);
    const { back, time, read } = reader(late, { wanted: 61 });
    back.want(BTC, FIRST_MINUTE + 1);
    time.advance(10);
    expect(read[0]?.ids.toSorted((a, b) => a - b)).toEqual([...minute(61), 500]);
  });

  test("does not go beyond the frame that the fold stands at", () => {
    const { back, time, read } = reader(TRADES, { lastRx: 20 });
    back.want(BTC, FIRST_MINUTE);
    time.advance(10);
    expect(read[0]?.ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test("takes one minute after another, each once in twenty seconds, and none where no file holds it", () => {
    const { back, time, read } = reader(TRADES);
    for (let n = 0; n < 5; n++) {
      back.want(BTC, FIRST_MINUTE);
      back.want(BTC, FIRST_MINUTE + 2);
      time.advance(1_000);
    }
    expect(read.map((one) => one.minute)).toEqual([0, 2]);
    time.advance(20_000);
    back.want(BTC, FIRST_MINUTE);
    time.advance(10);
    expect(read.map((one) => one.minute)).toEqual([0, 2, 0]);
    const nowhere = reader(TRADES, { there: false });
    nowhere.back.want(BTC, FIRST_MINUTE);
    nowhere.time.advance(10);
    expect([nowhere.read, nowhere.time.idle]).toEqual([[], true]);
  });

  test.for([1, 130])("tells nothing of it where a block is damaged (frame %i), closes the file and goes on", (damagedRx) => {
    const { back, time, read, files } = reader(TRADES, { damagedRx });
    back.want(BTC, FIRST_MINUTE + 1);
    back.want(BTC, FIRST_MINUTE + 2);
    time.advance(10);
    expect([read, files(), time.idle]).toEqual([[], [2, 2], true]);
  });

  test("is given up where the fold goes to another moment", () => {
    const { back, time, read } = reader(TRADES);
    back.want(BTC, FIRST_MINUTE);
    back.clear();
    time.advance(10);
    expect(read).toEqual([]);
    back.want(BTC, FIRST_MINUTE);
    time.advance(10);
    expect(read).toHaveLength(1);
  });
});
