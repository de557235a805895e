import { describe, expect, test } from "vitest";
import type { Speed } from "../../../src/core/contract/desk.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { Replay } from "../../../src/workers/replay/replay.ts";
import { FakePage } from "../views/fake-page.ts";
import { FakeTime, type FakeFrame, fakeTape, START_NS } from "./fake-tape.ts";

function trade(ms: number, id: number, price: string, symbol = "BTCUSDT"): FakeFrame {
  const data = { e: "trade", E: 1_723_161_600_000 + ms, s: symbol, t: id, p: price, q: "0.10000000", T: 1_723_161_600_000 + ms, m: false, M: true };
  return { ms, text: JSON.stringify({ stream: `${symbol.toLowerCase()}@trade`, data }) };
}

const TRADES = Array.from({ length: 10 }, (_, n) => trade(n * 1000, n + 1, `6180${n}.00000000`));

function start(frames: readonly FakeFrame[], speed: Speed = 1, rest = {}) {
  const time = new FakeTime();
  const { clock, schedule } = time;
  const usage = () => ({ cpuMs: time.nowMs / 4, memoryBytes: 1_000_000 });
  const replay = new Replay({ tape: fakeTape(frames, rest), venue: BINANCE_SPOT, name: "t.tape", speed, clock, schedule, usage });
  const page = new FakePage();
  replay.attach(page);
  replay.play();
  return { time, replay, page };
}

describe("a replay", () => {
  test("says first what it plays, names an instrument before its first row, and shows the row's state", () => {
    const { time, page } = start(TRADES);
    time.advance(0);
    const span = { firstNs: String(START_NS), lastNs: String(START_NS + 9_000_000_000n) };
    expect(page.events[0]).toEqual({ type: "session.opened", name: "t.tape", venue: "binance", frames: 10, instruments: 0, span });
    expect(page.events).toContainEqual({ type: "view.instruments", stream: "watchlist", first: 0, ids: ["binance:BTCUSDT"] });
    expect(page.views).toHaveLength(1);
    expect(page.views[0]?.rows[0]).toMatchObject({ instrument: 0, book: { quality: "syncing", bid: null, ask: null } });
    expect(page.lastPrice).toBe("61800e-0");
  });

  test("keeps one view on its way, merges what changes meanwhile, and counts every change that was overtaken", () => {
    const { time, page } = start(TRADES);
    time.advance(4_000);
    expect(page.views).toHaveLength(1);
    page.ack();
    expect(page.views).toHaveLength(2);
    expect(page.lastPrice).toBe("61804e-0");
    // Frames 2 to 5 changed the row: one of the four changes was shown.
    expect(page.views[1]?.merged).toBe(3);
  });

  test("takes an acknowledgement of another view for none", () => {
    const { time, page } = start(TRADES);
    time.advance(2_000);
    page.send({ type: "view.ack", stream: "watchlist", seq: 77 });
    expect(page.views).toHaveLength(1);
    page.ack();
    page.send({ type: "view.ack", stream: "watchlist", seq: 1 });
    time.advance(2_000);
    expect(page.views).toHaveLength(2);
  });

  test("pauses, changes speed and goes on at the page's word, and says so", () => {
    const { time, page } = start(TRADES);
    time.advance(2_000);
    page.send({ type: "replay.pause" });
    expect(page.status).toMatchObject({ rx: 3, playing: false, speed: 1, ended: false });
    time.advance(60_000);
    page.send({ type: "replay.speed", speed: 10 });
    expect(page.status).toMatchObject({ rx: 3, playing: false, speed: 10 });
    page.send({ type: "replay.play" });
    time.advance(100);
    expect(page.status).toMatchObject({ rx: 4, playing: true, speed: 10 });
    time.advance(600);
    expect(page.status).toMatchObject({ rx: 10, playing: false, ended: true });
  });

  test("plays again from nothing once it has ended", () => {
    const { time, page } = start(TRADES, "max");
    time.advance(0);
    page.ack();
    expect(page.lastPrice).toBe("61809e-0");
    page.send({ type: "replay.speed", speed: 1 });
    page.send({ type: "replay.play" });
    expect(page.events).toContainEqual({ type: "view.cleared", stream: "watchlist" });
    time.advance(0);
    expect(page.status).toMatchObject({ playing: true, ended: false });
    page.ack();
    expect(page.lastPrice).toBe("61800e-0");
    expect(page.views.at(-1)?.rows[0]?.book?.sinceMs).toBe(1_723_161_600_000);
    expect(page.events.filter((event) => event.type === "view.instruments")).toHaveLength(1);
  });

  test("shows a page that comes late the state as it is now, and both pages the same replay", () => {
    const { time, replay, page } = start([...TRADES.slice(0, 5), trade(4_500, 1, "3000.10", "ETHUSDT")]);
    time.advance(4_600);
    const late = new FakePage();
    replay.attach(late);
    expect(late.events.map(({ type }) => type)).toEqual(["session.opened", "replay.status", "view.instruments"]);
    expect(late.views[0]?.rows.map(({ analytics }) => analytics?.last?.mantissa)).toEqual([61_804, 30_001]);
    late.send({ type: "replay.play" });
    expect(page.status).toEqual(late.status);
  });

  test("dates a quality on the replay's clock at the frame that changed it, though the view went later", () => {
    const diff = (ms: number, first: number, last: number): FakeFrame => {
      const data = { e: "depthUpdate", E: 1_723_161_600_000 + ms, s: "BTCUSDT", U: first, u: last, b: [["61800.00", "1"]], a: [["61801.00", "1"]] };
      return { ms, text: JSON.stringify({ stream: "btcusdt@depth@100ms", data }) };
    };
    const snapshot = { lastUpdateId: 10, bids: [["61800.00", "1"]], asks: [["61801.00", "1"]] };
    const frames = [diff(0, 9, 11), { ms: 2_000, text: JSON.stringify(snapshot) }, diff(3_000, 12, 13), diff(4_000, 20, 21)];
    const rest = { restRx: 2, restUrl: "https://api/api/v3/depth?symbol=BTCUSDT" };
    const { time, page } = start(frames, 1, rest);
    time.advance(3_500);
    page.ack();
    const shown = (): unknown => page.views.at(-1)?.rows.map(({ book }) => [book?.quality, (book?.sinceMs ?? 0) - 1_723_161_600_000]);
    expect(shown()).toEqual([["live", 2_000]]);
    expect(page.views.at(-1)?.rows[0]).toMatchObject({
      book: { bid: { mantissa: 61_800, scale: 0 }, ask: { mantissa: 61_801, scale: 0 }, reason: "" },
    });
    time.advance(3_500);
    page.ack();
    expect(shown()).toEqual([["gap", 4_000]]);
    expect(page.views.at(-1)?.rows[0]).toMatchObject({ book: { bid: null, ask: null } });
    expect(page.views.at(-1)?.rows[0]?.book?.reason).not.toBe("");
    // Also where one slice of work held the frames after it.
    const quick = start(frames.slice(0, 3), "max", rest);
    quick.time.advance(0);
    expect(quick.page.views[0]?.rows[0]).toMatchObject({ book: { quality: "live", sinceMs: 1_723_161_602_000 } });
  });

  test("closes a port that says what is not in the contract, and goes on for the others", () => {
    const { time, replay, page } = start(TRADES);
    const hostile = new FakePage();
    const reasons: string[] = [];
    replay.attach(hostile);
    hostile.onClose((reason) => reasons.push(reason));
    hostile.raw('{"type":"order.place"}');
    expect(reasons).toHaveLength(1);
    const binary = new FakePage();
    replay.attach(binary);
    binary.onClose((reason) => reasons.push(reason));
    binary.raw(new ArrayBuffer(8));
    expect(reasons).toHaveLength(2);
    const before = hostile.events.length;
    time.advance(1_000);
    expect(hostile.events).toHaveLength(before);
    expect(page.status.rx).toBe(2);
  });
});
