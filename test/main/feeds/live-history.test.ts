import { describe, expect, test } from "vitest";
import type { FeedEvent } from "../../../src/core/contract/live.ts";
import { Once } from "../../../src/core/contract/port-events.ts";
import type { Port, PortMessage } from "../../../src/core/contract/port.ts";
import type { Worker } from "../../../src/main/compose.ts";
import { LiveHistory } from "../../../src/main/feeds/live-history.ts";
import { FakeTime } from "../../workers/feed/fake-world.ts";

/** The history of a desk whose history workers answer when the test says so. */
function history(venue: string) {
  const time = new FakeTime();
  const said: string[] = [];
  const workers: { readonly asked: string[]; hear: (message: PortMessage) => void; readonly death: Once<string>; stopped: boolean }[] = [];
  const startWorker = (name: string, args: readonly string[]): Worker => {
    said.push(`${name} ${args.join(" ")}`);
    const hear: (message: PortMessage) => void = () => {};
    const worker = { asked: [] as string[], hear, death: new Once<string>(), stopped: false };
    workers.push(worker);
    const port: Port = {
      post: (message) => void worker.asked.push((JSON.parse(typeof message === "string" ? message : "") as { instrument: string }).instrument),
      onMessage: (listener) => {
        worker.hear = listener;
        return () => {};
      },
      onClose: () => () => {},
      close: () => {},
    };
    const stop = async (): Promise<void> => void (worker.stopped = true);
    return {
      ready: Promise.resolve(),
      openPort: () => port,
      attach: () => {},
      joinFold: () => {},
      onDeath: (listener) => worker.death.on(listener),
      stop,
    };
  };
  const live = new LiveHistory(
    { host: { startWorker }, venue, endpoint: null, schedule: time.schedule },
    (command) => void said.push(`feed: ${command.type}`),
    ({ instrument, rows, last }) => void said.push(`adopt ${instrument}: ${rows.length}${last ? ", last" : ""}`),
  );
  const found = (instrument: string): string => {
    const event: FeedEvent = { type: "history.found", instrument, interval: "1m", rows: [], last: true, reason: "" };
    return JSON.stringify(event);
  };
  return { live, time, said, workers, found };
}

describe("the candles that a live chart begins with", () => {
  test("are the feed's to ask for where it can read the venue's own", () => {
    const { live, said } = history("binance");
    live.want({ type: "history.want", instrument: "binance:BTCUSDT", interval: "1m" });
    expect(said).toEqual(["feed: history.want"]);
  });

  test("come else through ccxt, in a process that is started when they are first asked for and ended when it has been idle for long", async () => {
    const { live, time, said, workers, found } = history("kraken");
    live.want({ type: "snapshot.want", instrument: "kraken:BTC/USD" });
    expect(said.splice(0)).toEqual(["feed: snapshot.want"]);
    live.want({ type: "history.want", instrument: "kraken:BTC/USD", interval: "1m" });
    live.want({ type: "history.want", instrument: "kraken:BTC/USD", interval: "1m" });
    await time.advance(0);
    expect(said.splice(0)).toEqual(["history-worker kraken "]);
    expect(workers[0]?.asked).toEqual(["kraken:BTC/USD"]);
    workers[0]?.hear(found("kraken:BTC/USD"));
    expect(said.splice(0)).toEqual(["adopt kraken:BTC/USD: 0, last"]);
    await time.advance(59_999);
    live.want({ type: "history.want", instrument: "kraken:ETH/USD", interval: "1m" });
    await time.advance(120_000);
    expect(workers.map(({ stopped }) => stopped)).toEqual([false]);
    workers[0]?.hear(found("kraken:ETH/USD"));
    await time.advance(60_000);
    expect(workers.map(({ stopped }) => stopped)).toEqual([true]);
    live.want({ type: "history.want", instrument: "kraken:ETH/USD", interval: "1m" });
    await time.advance(0);
    expect(workers.map(({ asked }) => asked)).toEqual([["kraken:BTC/USD", "kraken:ETH/USD"], ["kraken:ETH/USD"]]);
  });

  test("are given up where that process dies: the chart begins without, and asks another time", async () => {
    const { live, time, said, workers } = history("okx");
    live.want({ type: "history.want", instrument: "okx:BTC-USDT", interval: "1m" });
    await time.advance(0);
    workers[0]?.death.emit("killed");
    expect(said).toEqual(["history-worker okx ", "adopt okx:BTC-USDT: 0, last"]);
    live.want({ type: "history.want", instrument: "okx:BTC-USDT", interval: "1m" });
    await time.advance(0);
    expect(workers).toHaveLength(2);
    await live.stop();
    expect(workers[1]?.stopped).toBe(true);
  });
});
