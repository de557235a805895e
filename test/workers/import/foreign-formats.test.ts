import { existsSync } from "node:fs";
import { join } from "node:path";
import zlib from "node:zlib";
import { describe, expect, test } from "vitest";
import { readCbcap } from "../../../src/workers/import/cbcap.ts";
import { readRecording } from "../../../src/workers/import/formats.ts";
import { failureOf, files, rowsOf } from "./recorded-files.ts";

const captures = process.env["TAPEDECK_CAPTURES"] ?? "../shared/captures";
const found = existsSync(join(captures, "kraken"));
if (!found) console.log("skipped: no captures, so the real recordings of other tools are not read");

const cryptofeed = (paths: readonly string[]) => readRecording("cryptofeed", paths);

describe("a recording of cryptofeed's first format", () => {
  const TEXT = `configuration: {"ticker":["A-B"]}
wss://ws.example.com <-> 1618678132.3858151
wss://ws.example.com <- 1618678132.8253062: {"event":"subscribe"}
https://www.example.com/api/v1/depth?symbol=AB&limit=1000 -> 1617566592.1065369: {"lastUpdateId":1}
1618678132.8258188: {"event": "systemStatus"}
1618678133: pong


1618678133.000000001: [1,{"a":"é"}]`;

  test("gives a frame for each line that is one: headings and blank lines are none, and get no number", async () => {
    expect(await rowsOf(cryptofeed(files({ "A.ws.1.0": TEXT })))).toEqual([
      { rx: 1, kind: "open", conn: "ws-1", url: "wss://ws.example.com", rxNs: 1_618_678_132_385_815_100n, text: "" },
      { rx: 2, kind: "send", conn: "ws-1", url: "", rxNs: 1_618_678_132_825_306_200n, text: '{"event":"subscribe"}' },
      {
        rx: 3,
        kind: "rest",
        conn: "rest",
        url: "https://www.example.com/api/v1/depth?symbol=AB&limit=1000",
        rxNs: 1_617_566_592_106_536_900n,
        text: '{"lastUpdateId":1}',
      },
      { rx: 4, kind: "recv", conn: "ws-1", url: "", rxNs: 1_618_678_132_825_818_800n, text: '{"event": "systemStatus"}' },
      { rx: 5, kind: "recv", conn: "ws-1", url: "", rxNs: 1_618_678_133_000_000_000n, text: "pong" },
      { rx: 6, kind: "recv", conn: "ws-1", url: "", rxNs: 1_618_678_133_000_000_001n, text: '[1,{"a":"é"}]' },
    ]);
  });

  test("of several files is one stream, where a file that begins with a connection has its own, and one that does not goes on", async () => {
    const open = (at: number): string => `wss://x <-> ${at}\n`;
    const paths = files({ "1": `${open(1)}2: {}\n${open(3)}`, "2": `${open(4)}5: {}\n`, "3": "6: {}\n" });
    expect((await rowsOf(cryptofeed(paths))).map(({ rx, kind, conn }) => [rx, kind, conn])).toEqual([
      [1, "open", "ws-1"],
      [2, "recv", "ws-1"],
      [3, "open", "ws-1"],
      [4, "open", "ws-2"],
      [5, "recv", "ws-2"],
      [6, "recv", "ws-2"],
    ]);
  });

  test.each([
    ["no time", "1618678132.8258188: {}\nhello: {}\n", /^x:2: no line of cryptofeed's; expected/],
    ["no time but letters", "16186781x: {}\n", /^x:1: no line of cryptofeed's/],
    ["a message that is cut", '1618678132.8258188: {"event":"sys', /^x:1: no well-formed JSON behind the time, or cut short/],
    ["another list that is cut", "1: {}\n2: [1,2\n3: {}\n", /^x:2: no well-formed JSON/],
  ])("with %s in a line is refused, with file and line", async (_what, text, expected) => {
    expect(await failureOf(cryptofeed(files({ x: text })))).toMatch(expected);
  });
});

describe("a recording of cryptofeed's second format", () => {
  const record = (value: object): string => `${JSON.stringify(value)}\n`;
  const header = record({ t: "header", format: 2, exchange: "A" });

  test("gives a frame for each record but the heading, over the connection it names, text or bytes", async () => {
    const text = [
      header,
      record({ t: "http", conn: "A.http.1", ts: 1786310817.601629, url: "https://a/depth?symbol=B", data: '{"x":"é\\n"}' }),
      record({ t: "connect", conn: "A.ws.2", ts: 1786310818, addr: "wss://a" }),
      record({ t: "send", conn: "A.ws.2", ts: 1786310819.5, addr: "wss://a", data: "{}" }),
      record({ t: "recv", conn: "A.ws.2", ts: 1786310820.25, data: '{"u":1.50}' }),
      record({ t: "recv", conn: "A.ws.2", ts: 1786310821, b64: Buffer.from([0x7b, 0xff, 0x7d]).toString("base64") }),
    ].join("");
    const rows = await rowsOf(cryptofeed(files({ "A.jsonl.zst": zlib.zstdCompressSync(text) })));
    expect(rows.map(({ rx, kind, conn, url, rxNs, text: data }) => [rx, kind, conn, url, rxNs, data])).toEqual([
      [1, "rest", "A.http.1", "https://a/depth?symbol=B", 1_786_310_817_601_629_000n, '{"x":"é\\n"}'],
      [2, "open", "A.ws.2", "wss://a", 1_786_310_818_000_000_000n, ""],
      [3, "send", "A.ws.2", "", 1_786_310_819_500_000_000n, "{}"],
      [4, "recv", "A.ws.2", "", 1_786_310_820_250_000_000n, '{"u":1.50}'],
      [5, "recv", "A.ws.2", "", 1_786_310_821_000_000_000n, "{\ufffd}"],
    ]);
  });

  test.each([
    ["an unknown kind", record({ t: "what", conn: "a", ts: 1, data: "" }), /^x:2: "t" is none of connect, send, recv, http, header/],
    ["no connection", record({ t: "recv", ts: 1, data: "" }), /^x:2: "conn" is missing/],
    ["a time in words", record({ t: "recv", conn: "a", ts: "1", data: "" }), /^x:2: "ts" is no time/],
    ["no message", record({ t: "recv", conn: "a", ts: 1 }), /^x:2: "data" or "b64" is missing/],
    ["bytes that are none", record({ t: "recv", conn: "a", ts: 1, b64: "*" }), /^x:2: "data" or "b64" is missing, or no text/],
    ["a cut record", '{"t":"recv","conn":"a","ts":1,"da', /^x:2: no well-formed JSON in UTF-8, or cut short/],
    ["the prototype for a kind", record({ t: "__proto__", conn: "a", ts: 1, data: "" }), /^x:2: "t" is none of/],
  ])("with %s is refused, with file and line", async (_what, text, expected) => {
    expect(await failureOf(cryptofeed(files({ x: header + text })))).toMatch(expected);
  });
});

describe("a capture of crossbook's", () => {
  const START = "CBCAP1 kraken BTC/USD 1785552832693693000\n";
  const message = (ns: number, text: string): string => `${ns} ${Buffer.byteLength(text)}\n${text}\n`;

  test("gives a frame for each message, whatever bytes are in it; their steady clock begins at the heading's time", async () => {
    const paths = files({ "1.cbcap": START + message(500, '{"a":"é"}') + message(750, "two\nlines"), "2.cbcap": START + message(9, "") });
    expect((await rowsOf(readCbcap(paths))).map(({ rx, kind, conn, rxNs, text }) => [rx, kind, conn, rxNs, text])).toEqual([
      [1, "recv", "ws", 1_785_552_832_693_693_000n, '{"a":"é"}'],
      [2, "recv", "ws", 1_785_552_832_693_693_250n, "two\nlines"],
      [3, "recv", "ws", 1_785_552_832_693_693_000n, ""],
    ]);
  });

  test("is read the same from pieces of any size", async () => {
    const many = Array.from({ length: 3_000 }, (_, n) => message(n, `{"n":${n},"pad":"${"x".repeat(n % 700)}"}`)).join("");
    const rows = await rowsOf(readCbcap(files({ "m.cbcap.gz": zlib.gzipSync(START + many) })));
    expect(rows).toHaveLength(3_000);
    expect(rows.map(({ text }) => (JSON.parse(text) as { n: number }).n)).toEqual(rows.map((_, n) => n));
  });

  test.each([
    ["is empty", "", /^x:1: not a capture; expected "CBCAP1/],
    ["is another's", '{"t":"header"}\n', /^x:1: expected "CBCAP1/],
    ["has no line at all", "x".repeat(5_000), /^x:1: expected "CBCAP1/],
    ["has a wrong head", `${START}500 10\n{"a":"é"}\nfive 2\n{}\n`, /^x:4: expected a line with the time in ns and the length/],
    ["has a wrong length", `${START}500 8\n{"a":"é"}\n`, /^x:3: the message does not end after its 8 bytes/],
    ["is cut in a message", `${START}500 90\n{"a":1}\n`, /^x:2: the last message is cut short/],
    ["is cut in a head", `${START}500`, /^x:2: the last message is cut short/],
    ["claims more than can be", `${START}500 9999999999\n{}\n`, /^x:2: a message of 9999999999 bytes/],
  ])("that %s is refused, with file and line", async (_what, text, expected) => {
    expect(await failureOf(readCbcap(files({ x: text })))).toMatch(expected);
  });

  test("that is missing, or whose archive is cut, is refused", async () => {
    expect(await failureOf(readCbcap(["/nowhere/x.cbcap"]))).toMatch(/does not exist/);
    const cut = zlib.gzipSync(START + message(1, "{}".repeat(500))).subarray(0, 60);
    expect(await failureOf(readCbcap(files({ "x.gz": cut })))).toMatch(/^x\.gz:\d+: the compressed file is cut short/);
  });

  test.skipIf(!found)("and real recordings of both tools hold as many messages as their README says", async () => {
    const at = (...parts: string[]): string[] => [join(captures, ...parts)];
    const count = (rows: readonly { kind: string }[], kind: string): number => rows.filter((row) => row.kind === kind).length;
    expect(await rowsOf(readCbcap(at("kraken", "v2_kraken_btcusd_l2.cbcap")))).toHaveLength(377);
    const okx = await rowsOf(cryptofeed(at("okx", "v5_cryptofeed_OKX.ws.1.0.gz")));
    expect([okx.length, count(okx, "open"), count(okx, "send")]).toEqual([414, 1, 3]);
    const coinbase = await rowsOf(cryptofeed(at("coinbase", "cryptofeed_COINBASE_advanced.jsonl.zst")));
    expect([count(coinbase, "recv"), count(coinbase, "rest"), count(coinbase, "open")]).toEqual([1_030, 1, 1]);
  });
});
