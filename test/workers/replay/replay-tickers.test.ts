import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { replayTickers } from "../../../src/workers/replay/replay-tickers.ts";
import { tradeText } from "../../core/binance-text.ts";
import { temporaryFolder } from "../store/session-fixture.ts";
import { storeTexts } from "./session-of-texts.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 7, 8, 12, 0, 30);

describe("the tickers of a session file", () => {
  test("hold exactly the last 24 h and the last hour, though the minutes that leave are long forgotten", async () => {
    // A trade every 20 minutes for 30 hours: at 12:00:30, 12:20:30, ...
    const texts = Array.from({ length: 91 }, (_, at) => tradeText({ id: at + 1, ms: START + (at * HOUR) / 3, price: String(100 + at), qty: "2" }));
    // In the minute that leaves: one trade still inside the 24 h, one just outside (a message is a little later than its trade).
    const edge = START + 6 * HOUR;
    const late = [tradeText({ id: 92, ms: edge + 10, price: "7", qty: "1" }), tradeText({ id: 93, ms: edge - 1, price: "3", qty: "1" })];
    const tape = join(temporaryFolder(), "day.tape");
    await storeTexts(tape, [...texts.slice(0, 20), ...late, ...texts.slice(20)]);
    const report = (await replayTickers(tape, null, () => {})).get("binance:BTCUSDT");
    expect(report?.windows["24h"]).toMatchObject({ trades: 73, volume: "145", low: "7", high: "190", open: "7", last: "190", exact: true });
    expect(report?.windows["1h"]).toMatchObject({ trades: 3, volume: "6", open: "188", last: "190", change: "2", exact: true, covered: true });
    expect(report?.statistics).toBe("own");
    expect(report?.venue).toBeNull();
  });
});
