import { describe, expect, test } from "vitest";
import { FOLD_VERSION } from "../../../src/core/session/fold-version.ts";
import { MarkRule } from "../../../src/core/session/mark-rule.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { diffText, snapshotText, tradeText } from "../binance-text.ts";
import { close, depthAnswer, digestOf, open, recv, type Said, ScriptedDesk } from "../frames.ts";

/** The digest of the session below by version of the fold: other results need a new version, and a new line here. */
const GOLDEN: Readonly<Record<number, string>> = {
  1: "93d76162b3bd990d2809a531c49b674e",
  2: "83a2dc7e7a8000223253283c341a7d64",
  3: "83a2dc7e7a8000223253283c341a7d64", // other results of other venues alone
};

const START_MS = 1_767_623_400_000;

/** Four minutes of one symbol: bridge, diffs, trades (some late, one repeated), a lost diff, a new snapshot, a disconnect. */
function session(): Said[] {
  const frames: Said[] = [open()];
  let id = 100;
  for (let step = 0; step < 480; step++) {
    const E = START_MS + step * 500;
    const first = id + 1;
    id += 1 + (step % 3);
    const bids = `${100 - (step % 7) * 0.25} ${(step * 37) % 11}, ${99.5 - (step % 5)} ${1 + (step % 4)}.125`;
    const asks = `${101 + (step % 9) * 0.5} ${(step * 13) % 8}, 140.75 ${1 + step}`;
    if (step !== 300) frames.push(recv(diffText({ U: first, u: id, bids, asks, E })));
    if (step === 3 || step === 340) frames.push(depthAnswer("BTCUSDT", snapshotText(id - 1, "90 1, 80.5 2.5", "150 3, 160.125 0.0001")));
    const late = step % 50 === 49 ? 70_000 : 0;
    const trade = { id: 5000 + step, ms: E - late, price: `${100 + (step % 6) * 0.5}`, qty: `${1 + (step % 3)}.5`, m: step % 2 === 0 };
    frames.push(recv(tradeText(trade)));
    if (step === 200) frames.push(recv(tradeText(trade)));
  }
  return [...frames, close()];
}

describe("the fold", () => {
  test("gives the results of its version: other results need another FOLD_VERSION", () => {
    const scripted = new ScriptedDesk({ venue: BINANCE_SPOT });
    const rule = new MarkRule(BINANCE_SPOT.name);
    for (const frame of session()) {
      scripted.hear(frame);
      const mark = rule.after(scripted.rx, "binance:BTCUSDT", frame.text.length, frame.kind === "rest", scripted.desk.eventMs);
      if (mark !== null) scripted.desk.mark(mark);
    }
    scripted.desk.mark(rule.closing([]));
    const [gapped] = scripted.desk.instruments();
    expect(gapped?.book?.sync.gaps.map(({ cause }) => cause)).toEqual(["sequence", "disconnect"]);
    expect(gapped?.analytics?.analytics.lateTrades).toBeGreaterThan(0);
    expect(digestOf(scripted.desk)).toBe(GOLDEN[FOLD_VERSION]);
  });
});
