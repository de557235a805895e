import { describe, expect, test } from "vitest";
import { metadataMessages } from "../../../src/core/contract/market-metadata.ts";
import { Once } from "../../../src/core/contract/port-events.ts";
import type { Port, PortMessage } from "../../../src/core/contract/port.ts";
import { instrumentId } from "../../../src/core/market/instrument.ts";
import type { MarketListing } from "../../../src/core/market/market-listing.ts";
import type { Host, Worker } from "../../../src/main/compose.ts";
import { MarketDirectory } from "../../../src/main/feeds/market-directory.ts";

const MARKETS: MarketListing[] = Array.from({ length: 150 }, (_, at) => ({
  instrument: instrumentId("binance", `COIN${at}USDT`),
  symbol: `COIN${at}/USDT`,
  base: `COIN${at}`,
  quote: "USDT",
  tickSize: "0.01",
  lotSize: "0.1",
  contractSize: null,
  active: true,
}));

/** A directory over a worker that sends these messages as soon as it is ready, or dies of `death`. */
function directory({ messages = [] as readonly PortMessage[], death = "" }) {
  const troubles: string[] = [];
  const calls: string[] = [];
  const died = new Once<string>();
  const port: Port = {
    post: () => {},
    onMessage: (listener) => {
      for (const message of messages) listener(message);
      return () => {};
    },
    onClose: () => () => {},
    close: () => {},
  };
  const worker: Worker = {
    ready: death === "" ? Promise.resolve() : Promise.reject(new Error(death)),
    openPort: () => port,
    attach: () => {},
    joinFold: () => {},
    onDeath: (listener) => died.on(listener),
    stop: async () => void calls.push("stopped"),
  };
  const host: Host = {
    startWorker: (name, args) => {
      calls.push(`${name} ${args.join(" ")}`);
      return worker;
    },
    servePages: async () => "",
    close: async () => {},
  };
  const onTrouble = (message: string): void => void troubles.push(message);
  return { directory: new MarketDirectory({ host, venue: "binance", endpoint: "http://127.0.0.1:9", onTrouble }), troubles, calls };
}

describe("the directory of a venue's markets", () => {
  test("that is given up while it loads says nothing more, and waits for nothing", async () => {
    const { directory: markets, troubles, calls } = directory({});
    const loading = markets.load();
    await markets.stop();
    await loading;
    expect(troubles).toEqual([]);
    expect(calls.filter((call) => call === "stopped")).toHaveLength(2);
  });

  test("takes them from a process of its own, which then ends", async () => {
    const { directory: markets, troubles, calls } = directory({ messages: [...metadataMessages(MARKETS)] });
    await markets.load();
    expect(markets.markets).toEqual(MARKETS);
    expect(markets.listing("binance:COIN7USDT")?.tickSize).toBe("0.01");
    expect(markets.searchSymbols("coin7").map(({ base }) => base)[0]).toBe("COIN7");
    expect(calls).toEqual(["metadata-worker binance http://127.0.0.1:9", "stopped"]);
    expect(troubles).toEqual([]);
  });

  const LOST = "the markets of binance could not be loaded, tick sizes and symbol search are missing";

  test.each([
    ["the worker says that it failed", { messages: ['{"type":"markets.failed","message":"no route"}'] }, "no route"],
    ["the worker dies", { death: "metadata-worker ended with SIGKILL" }, "metadata-worker ended with SIGKILL"],
    ["a part is missing", { messages: [...metadataMessages(MARKETS)].slice(1) }, "86 markets came of 150"],
    ["the worker speaks nonsense", { messages: ["{"] }, "JSON"],
  ])("is empty and says so once where %s", async (_, what, reason) => {
    const { directory: markets, troubles, calls } = directory(what);
    await markets.load();
    expect(markets.markets).toEqual([]);
    expect(markets.listing("binance:COIN7USDT")).toBeUndefined();
    expect(markets.searchSymbols("coin")).toEqual([]);
    expect(troubles).toEqual([expect.stringContaining(LOST)]);
    expect(troubles[0]).toContain(reason);
    expect(calls.at(-1)).toBe("stopped");
  });

  test("says nothing of what was given up", async () => {
    const { directory: markets, troubles } = directory({ death: "metadata-worker ended with SIGKILL" });
    await Promise.all([markets.load(), markets.stop()]);
    expect(troubles).toEqual([]);
  });
});
