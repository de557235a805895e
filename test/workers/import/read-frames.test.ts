import { join } from "node:path";
import zlib from "node:zlib";
import { describe, expect, test } from "vitest";
import { RawJsonlParser } from "../../../src/core/session/raw-jsonl.ts";
import { HftbacktestParser } from "../../../src/workers/import/hftbacktest.ts";
import { readLines } from "../../../src/workers/import/line-reader.ts";
import { type LineFormat, readFrames } from "../../../src/workers/import/read-frames.ts";
import { failureOf, files, folder, type Row, rowsOf } from "./recorded-files.ts";

const read = (paths: readonly string[], format: LineFormat): Promise<Row[]> => rowsOf(readFrames(paths, format));
const failure = (paths: readonly string[], format: LineFormat): Promise<string> => failureOf(readFrames(paths, format));

const line = (n: number): string => JSON.stringify({ rxNs: String(n), conn: "ws", kind: "recv", data: `{"n":${n},"pad":"${"é".repeat(n % 50)}"}` });
const lines = (from: number, to: number): string => Array.from({ length: to - from + 1 }, (_, index) => `${line(from + index)}\n`).join("");
const raw = (): RawJsonlParser => new RawJsonlParser();

describe("import", () => {
  test("reads plain, gzip and zstd files as one stream, numbered over all of them", async () => {
    const paths = files({
      "1.jsonl": lines(1, 700),
      "2.jsonl.gz": zlib.gzipSync(lines(701, 1500)),
      "3.jsonl.zst": zlib.zstdCompressSync(lines(1501, 2000).trimEnd()),
      "4.jsonl": lines(2001, 2001).replace("\n", "\r\n"),
    });
    const rows = await read(paths, raw());
    expect(rows).toHaveLength(2001);
    expect(rows.map(({ rx, rxNs }) => [rx, rxNs])).toEqual(rows.map((_, index) => [index + 1, BigInt(index + 1)]));
    expect(rows.every(({ text, rx }) => text === (JSON.parse(line(rx)) as { data: string }).data)).toBe(true);
  });

  test("reads archives of several members and frames to their end", async () => {
    const gz = Buffer.concat([zlib.gzipSync(lines(1, 10)), zlib.gzipSync(lines(11, 20))]);
    const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const checked = { params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 } };
    const zst = Buffer.concat([
      zlib.zstdCompressSync(lines(21, 30), checked),
      skippable,
      zlib.zstdCompressSync(lines(31, 5000)),
      zlib.zstdCompressSync(""),
    ]);
    const rows = await read(files({ "a.gz": gz, "b.zst": zst }), raw());
    expect(rows.map(({ rx }) => rx)).toEqual(Array.from({ length: 5000 }, (_, index) => index + 1));
    expect(rows.at(-1)?.rxNs).toBe(5000n);
  });

  test("reads lines much longer than a chunk, and lines that end where a chunk does", async () => {
    const long = JSON.stringify({ rxNs: "2", conn: "ws", kind: "recv", data: "x".repeat(3_000_000) });
    const rows = await read(files({ "a.jsonl": `${line(1)}\n${long}\n${line(3)}` }), raw());
    expect(rows.map(({ rxNs, text }) => [rxNs, text.length > 1_000_000])).toEqual([
      [1n, false],
      [2n, true],
      [3n, false],
    ]);
    const exact = `${line(1).padStart(2 ** 18 - 2)}\n`; // one of its letters has two bytes
    expect(Buffer.byteLength(exact)).toBe(2 ** 18);
    expect(await read(files({ "b.jsonl": exact + exact + line(3) }), raw())).toHaveLength(3);
  });

  test.each([
    ["a wrong line", `${lines(1, 4)}{"rxNs":"5"}\n`, 'a.jsonl:5: "conn" is missing'],
    ["a blank line", `${lines(1, 2)}\n${line(3)}\n`, "a.jsonl:3: a blank line"],
    ["a line of spaces", `${lines(1, 2)} \t\r\n`, "a.jsonl:3: a blank line"],
    ["a blank line at the end", `${lines(1, 2)}\n`, "a.jsonl:3: a blank line"],
    ["a cut last line", lines(1, 9).slice(0, -10), "a.jsonl:9: no well-formed JSON in UTF-8, or cut short"],
    ["no line at all", "", "a.jsonl:1: a.jsonl holds no line"],
    ["bytes that are no text", Buffer.concat([Buffer.from(lines(1, 3)), Buffer.from([0xff, 0xfe, 0x0a])]), "a.jsonl:4: no well-formed JSON"],
  ])("names the file and the line of %s", async (_, content, message) => {
    expect(await failure(files({ "a.jsonl": content }), raw())).toContain(message);
  });

  test("counts lines within the file and rx over all files", async () => {
    const paths = files({ "a.jsonl": lines(1, 3), "b.jsonl": `${line(4)}\n{"rx":6,${line(5).slice(1)}\n` });
    expect(await failure(paths, raw())).toContain('b.jsonl:2: "rx" is 6 in line 5 of the session');
    expect(await failure(files({ "a.jsonl": lines(1, 3), "empty.jsonl": "" }), raw())).toContain("empty.jsonl:1:");
  });

  test("names the file and the line at which an archive is cut or damaged, wherever it is cut", async () => {
    const text = lines(1, 3000);
    for (const [name, whole] of [
      ["a.gz", zlib.gzipSync(text)],
      ["a.zst", zlib.zstdCompressSync(text)],
    ] as const) {
      for (const length of [1, 3, 10, whole.length >> 1, whole.length - 9, whole.length - 1]) {
        expect(await failure(files({ [name]: whole.subarray(0, length) }), raw()), `${name} of ${length} bytes`).toMatch(
          /^a\.(gz|zst):\d+: the compressed file is cut short or damaged/,
        );
      }
      expect(await failure(files({ [name]: "" }), raw())).toMatch(/^a\.(gz|zst):1: /);
      expect(await failure(files({ [name]: text }), raw())).toMatch(/^a\.(gz|zst):1: the compressed file is cut short or damaged/);
      expect(await failure(files({ [name]: Buffer.concat([whole, Buffer.from("behind it")]) }), raw())).toMatch(
        /^a\.(gz|zst):\d+: the compressed file/,
      );
    }
  });

  test("says that a file is missing or a folder", async () => {
    const root = folder();
    expect(await failure([join(root, "none.jsonl")], raw())).toBe("none.jsonl: does not exist");
    expect(await failure([join(root, "none.zst")], raw())).toBe("none.zst: does not exist");
    await expect(read([root], raw())).rejects.toThrow(/cannot be read/);
  });

  test("refuses a line past the bound before it fills the memory", async () => {
    const paths = files({ "a.jsonl": `${"x".repeat(10)}\n${"y".repeat(1_000_000)}\n` });
    const drain = async (): Promise<void> => {
      for await (const _ of readLines(paths, 300_000));
    };
    await expect(drain()).rejects.toThrow(/a\.jsonl:2: a line of more than 300000 bytes/);
  });
});

describe("hftbacktest lines", () => {
  const event = '{"stream":"btcusdt@trade","data":{"p":"1.0"}}';
  const snapshot = '{"lastUpdateId":1,"bids":[],"asks":[]}';

  test("become frames: messages of a stream, and the snapshot of the symbol", async () => {
    const text = `1723161253937085768 ${event}\n1680652800000001 ${snapshot}\n7 {"data":{"stream":1},"stre\\u0061m":"x"}\n`;
    expect(await read(files({ "a.gz": zlib.gzipSync(text) }), new HftbacktestParser("币安&B"))).toEqual([
      { rx: 1, kind: "recv", conn: "ws", url: "", rxNs: 1723161253937085768n, text: event },
      { rx: 2, kind: "rest", conn: "rest", url: "/depth?symbol=%E5%B8%81%E5%AE%89%26B", rxNs: 1680652800000001000n, text: snapshot },
      { rx: 3, kind: "recv", conn: "ws", url: "", rxNs: 7n, text: '{"data":{"stream":1},"stre\\u0061m":"x"}' },
    ]);
  });

  test.each([
    [`x ${event}`, "no receive time"],
    [event, "no receive time"],
    [` ${event}`, "no receive time"],
    [`-5 ${event}`, "no receive time"],
    [`9999999999999999999 ${event}`, "no receive time"],
    [`17231612539370857680 ${event}`, "no receive time"],
    ["1723161253937085768", "no receive time"],
    ["1723161253937085768 ", "no well-formed JSON"],
    [`1723161253937085768 ${event.slice(0, -1)}`, "no well-formed JSON"],
    [`1723161253937085768 ${event}}`, "no well-formed JSON"],
    [`1723161253937085768 ${snapshot}`, "pass --symbol"],
  ])("are wrong: %s", async (text, problem) => {
    const first = `1723161253937085768 ${event}`;
    expect(await failure(files({ "a.txt": `${first}\n${text}\n${first}\n` }), new HftbacktestParser())).toMatch(
      new RegExp(`^a\\.txt:2: .*${problem}`),
    );
  });
});
