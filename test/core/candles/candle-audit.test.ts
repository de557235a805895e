import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CandleAudit, KEPT_DIFFERENCES } from "../../../src/core/candles/candle-audit.ts";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import type { ExchangeKline } from "../../../src/core/candles/exchange-kline.ts";
import { reconcile } from "../../../src/core/candles/reconciliation.ts";
import { AnalyticsPart } from "../../../src/core/desk/analytics-part.ts";
import { Message, type VenueFigures } from "../../../src/core/venues/message.ts";
import { MIDNIGHT, MINUTE, tradeOf } from "../tape/trade-fixture.ts";

const seed = Date.now() & 0x7fffffff;

function row(minute: number, more: Partial<CandleRow> = {}): CandleRow {
  const sums = { volume: "2", quoteVolume: "200.5", trades: 2, takerBase: "1", takerQuote: "100" };
  const prices = { open: "100", high: "101", low: "99.5", close: "100" };
  return { openTime: MIDNIGHT + minute * MINUTE, ...prices, ...sums, revision: 0, final: true, complete: true, unbroken: true, ...more };
}

/** As Binance's stream tells a finished candle, decimals padded as on the wire. */
function told({ openTime, open, high, low, close, volume, quoteVolume, trades, takerBase, takerQuote }: ExchangeKline, more = {}): VenueFigures {
  const padded = (text: string): string => (text.includes(".") ? `${text}00` : `${text}.00`);
  const [o, h, l, c] = [open, high, low, close].map(padded) as [string, string, string, string];
  const sums = { v: padded(volume), q: padded(quoteVolume), n: trades, V: padded(takerBase), Q: padded(takerQuote) };
  return { name: "kline", values: { t: openTime, f: 1, L: 2, x: true, interval: "1m", o, h, l, c, ...sums, ...more } };
}

describe("the audit of candles", () => {
  test("counts those that agree in every figure, and names the last that do not", () => {
    const audit = new CandleAudit();
    for (const minute of [0, 1, 2]) audit.tell(told(row(minute)));
    const held = [row(0), row(1, { volume: "1.9", complete: false, unbroken: false }), row(2, { close: "99.5" }), row(3, { final: false })];
    expect(audit.report(held, MIDNIGHT + 3 * MINUTE)).toEqual({
      duplicate: 0,
      candles: 3,
      incomplete: 1,
      compared: 3,
      equal: 1,
      unexplained: 1,
      explained: 1,
      differences: [
        { openTime: MIDNIGHT + MINUTE, kind: "different", complete: false, fields: { volume: { ours: "1.9", theirs: "2", difference: "-0.1" } } },
        {
          openTime: MIDNIGHT + 2 * MINUTE,
          kind: "different",
          complete: true,
          fields: { close: { ours: "99.5", theirs: "100", difference: "-0.5" } },
        },
      ],
    });
  });

  test("takes back a difference that a late trade mends, as long as the candle may change", () => {
    const audit = new CandleAudit();
    audit.tell(told(row(0)));
    expect(audit.report([row(0, { trades: 1 })], MIDNIGHT + MINUTE).unexplained).toBe(1);
    expect(audit.report([row(0, { revision: 1 })], MIDNIGHT + MINUTE)).toMatchObject({ unexplained: 0, equal: 1 });
    audit.leave(row(0, { revision: 1 }));
    expect(audit.report([], MIDNIGHT + 90 * MINUTE)).toMatchObject({ candles: 1, compared: 1, equal: 1, differences: [] });
  });

  test("waits for a candle's end, and does not look at candles that still grow, of other intervals, or of before the recording", () => {
    const audit = new CandleAudit();
    audit.tell(told(row(5), { x: false }));
    audit.tell(told(row(6), { interval: "5m" }));
    audit.tell(told(row(3)));
    audit.tell(told(row(7)));
    expect(audit.report([row(4), row(5), row(6), row(7, { final: false })], MIDNIGHT + 7 * MINUTE)).toMatchObject({
      candles: 3,
      compared: 0,
      differences: [],
    });
  });

  test("names a minute in which the exchange counts trades and nothing was recorded, and none in which it counts none", () => {
    const audit = new CandleAudit();
    for (const minute of [0, 1, 3]) audit.tell(told(row(minute)));
    audit.tell(told(row(2, { volume: "0", trades: 0 })));
    const { differences, explained } = audit.report([row(0), row(3)], MIDNIGHT + 4 * MINUTE);
    expect(differences).toEqual([{ openTime: MIDNIGHT + MINUTE, kind: "absent-here", complete: false, fields: {} }]);
    expect(explained).toBe(1);
  });

  test("compares no open, high or low where the venue opens a candle at the close before it", () => {
    const audit = new CandleAudit({ open: "previous-close" });
    audit.tell(told(row(0, { open: "50", low: "50", high: "500" })));
    expect(audit.report([row(0)], MIDNIGHT + MINUTE)).toMatchObject({ compared: 1, equal: 1 });
  });

  test("passes over what is no candle", () => {
    const audit = new CandleAudit();
    const garbled = [{ t: 1.5 }, { t: -60_000 }, { t: 1e300 }, { o: "1e5" }, { v: "" }, { n: 1.5 }, { n: Number.NaN }];
    for (const values of garbled) audit.tell(told(row(0), values));
    expect(audit.report([row(0)], MIDNIGHT + MINUTE)).toMatchObject({ candles: 1, compared: 0, differences: [] });
  });

  test("remembers the last differences and counts all", () => {
    const audit = new CandleAudit();
    for (let minute = 0; minute < 20; minute++) {
      audit.tell(told(row(minute, { trades: 3 })));
      audit.leave(row(minute));
    }
    const { differences, unexplained } = audit.report([], MIDNIGHT + 200 * MINUTE);
    expect(unexplained).toBe(20);
    expect(differences.map(({ openTime }) => (openTime - MIDNIGHT) / MINUTE)).toEqual(
      Array.from({ length: KEPT_DIFFERENCES }, (_, n) => 20 - KEPT_DIFFERENCES + n),
    );
  });
});

const minutes = fc.array(
  fc.record({
    told: fc.boolean(),
    traded: fc.boolean(),
    price: fc.constantFrom("100", "100.5", "99"),
    theirs: fc.constantFrom("100", "100.5", "99"),
    jump: fc.constantFrom(1, 1, 1, 1, 30),
  }),
  { minLength: 1, maxLength: 60 },
);

/** Trades of many minutes, each then told by the exchange, rightly or wrongly. */
function messagesOf(script: typeof minutes extends fc.Arbitrary<infer T> ? T : never): Message[] {
  const messages: Message[] = [];
  const say = (fill: (message: Message) => void): void => {
    const message = new Message();
    fill(message);
    messages.push(message);
  };
  let minute = 0;
  let id = 0;
  for (const { told: tells, traded, price, theirs, jump } of script) {
    const openTime = MIDNIGHT + minute * MINUTE;
    if (traded) {
      say((message) => {
        message.kind = "trade";
        Object.assign(message.trade, tradeOf({ id: ++id, eventMs: openTime + 30_000, price }));
      });
    }
    if (tells) {
      const one = {
        open: theirs,
        high: theirs,
        low: theirs,
        close: theirs,
        volume: "1",
        quoteVolume: theirs,
        trades: 1,
        takerBase: "1",
        takerQuote: theirs,
      };
      say((message) => {
        message.kind = "figures";
        message.figures = told({ openTime, ...one });
      });
    }
    minute += jump;
  }
  return messages;
}

describe("the audit beside an instrument's aggregates", () => {
  test(`agrees with a reconciliation of all candles at the end, and goes on from a keyframe as though nothing had been (seed ${seed})`, () => {
    fc.assert(
      fc.property(minutes, fc.nat(), (script, cut) => {
        fc.pre(script.some(({ told: tells, traded }) => tells || traded));
        const rows: CandleRow[] = [];
        const part = new AnalyticsPart({ onEvicted: (one) => rows.push(one) });
        let restored: AnalyticsPart | null = null;
        const messages = messagesOf(script);
        messages.forEach((message, at) => {
          part.take(message);
          restored?.take(message);
          if (at === cut % messages.length) (restored = new AnalyticsPart()).restore(part.state());
        });
        const standing = part.standing();
        expect((restored as AnalyticsPart | null)?.standing()).toEqual(standing);
        const { analytics } = part;
        const over = [...rows, ...analytics.candles().filter(({ final }) => final)];
        const klines = messages.flatMap(({ figures }) => (figures === null ? [] : [Number(figures.values["t"])]));
        const first = over[0]?.openTime ?? Number.POSITIVE_INFINITY;
        const theirs = messages.flatMap(({ figures }): ExchangeKline[] => {
          if (figures === null) return [];
          const { t, c, n } = figures.values;
          const close = String(Number(c));
          const openTime = Number(t);
          if (openTime < first || openTime + MINUTE > analytics.watermark.ms) return [];
          return [
            {
              openTime,
              open: close,
              high: close,
              low: close,
              close,
              volume: "1",
              quoteVolume: close,
              trades: Number(n),
              takerBase: "1",
              takerQuote: close,
            },
          ];
        });
        expect(klines.length).toBeGreaterThanOrEqual(theirs.length);
        const whole = reconcile(over, theirs);
        const here = whole.differences.filter(({ kind }) => kind !== "absent-there");
        expect(standing).toMatchObject({ candles: over.length, compared: whole.compared, equal: whole.equal });
        expect((standing?.unexplained ?? 0) + (standing?.explained ?? 0)).toBe(here.length);
        expect(standing?.differences.map(({ openTime, kind }) => [openTime, kind])).toEqual(
          here.slice(-KEPT_DIFFERENCES).map(({ openTime, kind }) => [openTime, kind]),
        );
      }),
      { seed, numRuns: 150 },
    );
  });

  test("counts messages whose trades had all come before, also after a keyframe", () => {
    const part = new AnalyticsPart();
    const message = new Message();
    message.kind = "trade";
    Object.assign(message.trade, tradeOf({ id: 1, eventMs: MIDNIGHT }));
    for (let n = 0; n < 3; n++) part.take(message);
    const restored = new AnalyticsPart();
    restored.restore(part.state());
    restored.take(message);
    expect([part.standing()?.duplicate, restored.standing()?.duplicate]).toEqual([2, 3]);
  });

  test("is in no digest, and a state without it is read", () => {
    const [one, other] = [new AnalyticsPart(), new AnalyticsPart()];
    const message = new Message();
    message.kind = "trade";
    Object.assign(message.trade, tradeOf({ id: 1, eventMs: MIDNIGHT }));
    one.take(message);
    one.take(message);
    other.take(message);
    expect(one.state().hashed).toEqual(other.state().hashed);
    const restored = new AnalyticsPart();
    restored.restore({ hashed: one.state().hashed, context: new Uint8Array(0) });
    expect(restored.standing()).toMatchObject({ duplicate: 0, candles: 0 });
  });
});
