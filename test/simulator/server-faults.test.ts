import { describe, expect, test } from "vitest";
import type { Fault } from "../../src/simulator/faults.ts";
import { readFaults } from "../../src/simulator/read-faults.ts";
import type { RunningExchange } from "../../src/simulator/start-exchange.ts";
import { get, openExchange, StreamClient } from "./server-client.ts";

const DEPTH = "btcusdt@depth@100ms";
const SNAPSHOT = "/api/v3/depth?symbol=BTCUSDT&limit=5";

/** Ranges of update ids of the first depth messages that a client is sent. */
async function rangesOf(exchange: RunningExchange, count: number): Promise<[number, number][]> {
  const client = await StreamClient.connect(exchange, `/ws/${DEPTH}`);
  await client.until(() => client.texts.length >= count);
  return client.texts.slice(0, count).map((text) => {
    const { U, u } = JSON.parse(text);
    return [U, u];
  });
}

function holesOf(ranges: readonly [number, number][]): [after: number, before: number][] {
  return ranges.flatMap(([first], at) => {
    const before = ranges[at - 1]?.[1];
    return before === undefined || first === before + 1 ? [] : [[before, first] as [number, number]];
  });
}

async function withFaults(...faults: Fault[]): Promise<RunningExchange> {
  return openExchange({ rate: 100, faults });
}

describe("a fault", () => {
  test("is never there unless it is asked for", async () => {
    const exchange = await withFaults();
    expect(holesOf(await rangesOf(exchange, 8))).toEqual([]);
    expect((await exchange.stop()).faults).toEqual([]);
  });

  test("of kind gap keeps one depth message back, and tells the truth of it", async () => {
    const exchange = await withFaults({ kind: "gap", symbol: "BTCUSDT", atMessage: 3 });
    const ranges = await rangesOf(exchange, 6);
    const [hole, ...others] = holesOf(ranges);
    expect(others).toEqual([]);
    expect(hole).toEqual([ranges[1]?.[1], ranges[2]?.[0]]);
    const [after = 0, before = 0] = hole ?? [];
    expect((await exchange.stop()).faults).toEqual([{ kind: "gap", symbol: "BTCUSDT", firstUpdateId: after + 1, lastUpdateId: before - 1 }]);
  });

  test("of kind duplicate sends one depth message twice", async () => {
    const exchange = await withFaults({ kind: "duplicate", symbol: "BTCUSDT", atSeconds: 0 });
    const ranges = await rangesOf(exchange, 5);
    expect(ranges[1]).toEqual(ranges[0]);
    expect(holesOf(ranges.slice(1))).toEqual([]);
  });

  test("of no symbol strikes one that the seed draws, at a time that the seed draws", async () => {
    const fault: Fault = { kind: "gap", atSeconds: [0, 0.2] };
    const strike = async (): Promise<unknown> => {
      const exchange = await openExchange({ rate: 100, symbols: 5, startMs: Date.UTC(2026, 0, 5), faults: [fault] });
      const client = await StreamClient.connect(exchange, "/stream");
      await client.ask("SUBSCRIBE", exchange.symbols.map((symbol) => `${symbol.toLowerCase()}@depth@100ms`)); // prettier-ignore
      await client.until(() => client.texts.length > 25);
      return (await exchange.stop()).faults.map(({ kind, symbol }) => ({ kind, symbol }));
    };
    const struck = await strike();
    expect(struck).toEqual([{ kind: "gap", symbol: expect.any(String) }]);
    expect(await strike()).toEqual(struck);
  });

  test.each([
    [418, "3"],
    [429, "3"],
    [500, null],
  ] as const)("of kind snapshot refuses with %i as often as it says, for one symbol only", async (status, retryAfter) => {
    const exchange = await withFaults({ kind: "snapshot", symbol: "BTCUSDT", atMessage: 2, times: 2, status, retryAfterSeconds: 3 });
    const seen: number[] = [];
    for (let n = 0; n < 5; n++) {
      const { status: answered, headers, text } = await get(exchange, SNAPSHOT);
      seen.push(answered);
      if (answered === 200) continue;
      expect(headers.get("retry-after")).toBe(retryAfter);
      expect(JSON.parse(text)).toEqual({ code: expect.any(Number), msg: expect.any(String) });
      expect((await get(exchange, SNAPSHOT.replace("BTC", "ETH"))).status).toBe(200);
    }
    expect(seen).toEqual([200, status, status, 200, 200]);
    expect((await exchange.stop()).answers).toEqual({ 200: 5, [status]: 2 });
  });

  test("of kind snapshot answers late with what was so when it was asked", async () => {
    const exchange = await withFaults({ kind: "snapshot", symbol: "BTCUSDT", atMessage: 1, delayMs: 300 });
    const late = get(exchange, SNAPSHOT);
    const client = await StreamClient.connect(exchange, `/ws/${DEPTH}`);
    const first = await Promise.race([late, client.until(() => client.texts.length === 1)]);
    expect(first).toBeUndefined();
    const { lastUpdateId } = JSON.parse((await late).text);
    await client.until(() => client.texts.length >= 4);
    expect(lastUpdateId).toBeLessThan(JSON.parse(client.texts.at(-1) ?? "").u);
    expect(lastUpdateId).toBeLessThanOrEqual(JSON.parse(client.texts[0] ?? "").u);
  });

  test("of kind disconnect closes every connection at its time, and they may come again", async () => {
    const exchange = await withFaults({ kind: "disconnect", atSeconds: 0.4, code: 1012 });
    const clients = await Promise.all(["/ws", "/stream"].map((path) => StreamClient.connect(exchange, path)));
    for (const { closed } of clients) expect((await closed).code).toBe(1012);
    const again = await StreamClient.connect(exchange, `/ws/${DEPTH}`);
    await again.until(() => again.texts.length > 1);
    expect((await exchange.stop()).connections.map(({ end }) => end)).toEqual(["fault", "fault", "stopped"]);
  });

  test.each([1001, 1006])("of kind disconnect ends each connection with %i after so many messages, all of which arrive", async (code) => {
    const exchange = await withFaults({ kind: "disconnect", atMessage: 30, code });
    const client = await StreamClient.connect(exchange, "/ws/btcusdt@bookTicker");
    expect((await client.closed).code).toBe(code);
    expect(client.texts).toHaveLength(30);
    expect((await exchange.stop()).connections).toMatchObject([{ messages: 30, end: "fault" }]);
  });

  test("of a symbol that is not there is refused", async () => {
    await expect(withFaults({ kind: "gap", symbol: "NOSUCH", atMessage: 1 })).rejects.toThrow("NOSUCH");
  });
});

describe("a script of faults", () => {
  test("is a list, or an object that has one", () => {
    const faults: Fault[] = [
      { kind: "gap", atSeconds: [1, 4.5] },
      { kind: "duplicate", symbol: "ETHUSDT", atMessage: 7 },
      { kind: "snapshot", atSeconds: 0, times: 3, status: 429, retryAfterSeconds: 5, delayMs: 20 },
      { kind: "disconnect", atSeconds: 9, code: 4_000 },
    ];
    expect(readFaults(JSON.stringify(faults))).toEqual(faults);
    expect(readFaults(JSON.stringify({ faults }))).toEqual(faults);
  });

  test.each([
    ["{", "JSON"],
    ["7", "not a list of faults"],
    ["[7]", "fault 1 is no object"],
    [
      '[{"kind":"flood","atSeconds":1}]',
      "fault 1: kind is one of gap, duplicate, reorder, checksum, types, huge, silence, half-open, snapshot, disconnect",
    ],
    ['[{"kind":"silence","atMessage":1,"seconds":1}]', "fault 1: a silence needs atSeconds"],
    ['[{"kind":"silence","atSeconds":1}]', "fault 1: a silence needs seconds"],
    ['[{"kind":"gap","atSeconds":1},{"kind":"gap"}]', "fault 2 needs atSeconds or atMessage"],
    ['[{"kind":"gap","atSeconds":1,"atMessage":1}]', "fault 1 needs atSeconds or atMessage"],
    ['[{"kind":"gap","atSeconds":-1}]', "fault 1: atSeconds is seconds after the start"],
    ['[{"kind":"gap","atSeconds":[4,1]}]', "fault 1: atSeconds is seconds after the start"],
    ['[{"kind":"gap","atMessage":0}]', "fault 1: atMessage is a whole number from 1"],
    ['[{"kind":"gap","atMessage":1,"code":1001}]', "fault 1: a gap has no code"],
    ['[{"kind":"snapshot","atMessage":1}]', "fault 1: a snapshot needs delayMs or status"],
    ['[{"kind":"snapshot","atMessage":1,"status":404}]', "fault 1: status is 418, 429, 500"],
    ['[{"kind":"disconnect","atMessage":1,"code":999}]', "fault 1: code is a close code"],
  ])("that is wrong is refused with what is wrong: %s", (text, message) => {
    expect(() => readFaults(text)).toThrow(message);
  });
});

describe("a connection", () => {
  test("that is half open stands, and neither speaks nor answers a ping", async () => {
    const exchange = await openExchange({ rate: 100, faults: [{ kind: "half-open", atSeconds: 0.5 }] });
    const client = await StreamClient.connect(exchange, `/ws/${DEPTH}`);
    await client.until(() => client.texts.length > 0);
    const fresh = async (): Promise<number> => (await get(exchange, "/api/v3/time")).status;
    let pongs = 0;
    client.socket.on("pong", () => pongs++);
    // The exchange goes on: a request is answered long after the connection has fallen silent.
    const startMs = Date.now();
    while (Date.now() - startMs < 1_000) expect(await fresh()).toBe(200);
    const told = client.texts.length;
    client.socket.ping();
    for (let n = 0; n < 50; n++) expect(await fresh()).toBe(200);
    expect([client.texts.length, pongs, client.socket.readyState]).toEqual([told, 0, client.socket.OPEN]);
  });

  test("carries nothing of a symbol that is silent, and all of the others", async () => {
    const exchange = await openExchange({ symbols: 2, rate: 100, faults: [{ kind: "silence", symbol: "BTCUSDT", atSeconds: 0, seconds: 60 }] });
    const client = await StreamClient.connect(exchange, `/ws/${DEPTH}/ethusdt@depth@100ms`);
    await client.until(() => client.texts.length >= 8);
    expect(client.texts.filter((text) => text.includes('"BTCUSDT"'))).toEqual([]);
  });

  test("is sent a message that no client takes, where a fault wants it", async () => {
    const exchange = await openExchange({ rate: 100, faults: [{ kind: "huge", symbol: "BTCUSDT", atMessage: 2 }] });
    const client = await StreamClient.connect(exchange, `/ws/${DEPTH}`);
    await client.until(() => client.texts.length >= 3);
    expect(client.texts.filter((text) => text.length > 64 * 1024 * 1024)).toHaveLength(1);
  });
});
