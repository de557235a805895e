import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { diff, opened, rawJsonl, snapshot, trade } from "./recording.ts";
import { Workbench } from "./tapedeck.ts";

const bench = new Workbench();
afterAll(() => bench.dispose());

const recording = [
  opened(),
  snapshot({ id: 5 }),
  ...Array.from({ length: 40 }, (_, n) => diff({ first: 6 + n, last: 6 + n, bids: [[String(1 + (n % 9)), String(n)]], eventMs: 1_000 + n })),
  ...Array.from({ length: 20 }, (_, n) => trade({ id: n + 1, tradeMs: 1_000 + 7_000 * n })),
];
const lines = rawJsonl(recording);
const text = (some: readonly string[]): string => some.map((line) => `${line}\n`).join("");
const whole = bench.replay(bench.importLines("whole", "binance", lines));

function importing(out: string, ...files: string[]) {
  return bench.run("import", ...files, "--venue", "binance", "--format", "raw-jsonl", "--out", out, "--json");
}

describe("import", { timeout: 60_000 }, () => {
  test("says how many frames it took and the digest that a replay then has", () => {
    expect(bench.importFiles("said", "binance", "whole.jsonl")).toMatchObject({ frames: lines.length, digest: whole.digest });
  });

  test("reads gz and zst as they are, also of several members", () => {
    const halves = [text(lines.slice(0, 30)), text(lines.slice(30))] as const;
    const forms: [string, Uint8Array][] = [
      ["plain.jsonl.gz", gzipSync(text(lines))],
      ["plain.jsonl.zst", zstdCompressSync(text(lines))],
      ["members.gz", Buffer.concat(halves.map((half) => gzipSync(half)))],
      ["frames.zst", Buffer.concat(halves.map((half) => zstdCompressSync(half)))],
    ];
    for (const [name, bytes] of forms) {
      bench.importFiles("packed", "binance", bench.write(name, bytes));
      expect([name, bench.replay("packed.tape").digest]).toEqual([name, whole.digest]);
    }
  });

  test("several files are one stream in the order given", () => {
    bench.write("1.jsonl", text(lines.slice(0, 7)));
    bench.write("2.jsonl.gz", gzipSync(text(lines.slice(7, 8))));
    bench.write("3.jsonl.zst", zstdCompressSync(text(lines.slice(8))));
    bench.importFiles("pieces", "binance", "1.jsonl", "2.jsonl.gz", "3.jsonl.zst");
    expect(bench.replay("pieces.tape")).toEqual({ ...whole, framesPerSecond: expect.anything() });
    bench.importFiles("disorder", "binance", "3.jsonl.zst", "1.jsonl", "2.jsonl.gz");
    expect(bench.replay("disorder.tape").digest).not.toBe(whole.digest);
  });

  test("a last line without its line feed is a line all the same, and the next file starts a new one", () => {
    bench.write("open-end.jsonl", lines.slice(0, 9).join("\n"));
    bench.write("rest.jsonl", lines.slice(9).join("\n"));
    bench.importFiles("open-end", "binance", "open-end.jsonl", "rest.jsonl");
    expect(bench.replay("open-end.tape").digest).toBe(whole.digest);
  });

  test("receive times may run backwards: the order of lines is the order of frames", () => {
    const backwards = lines.map((line, index) => JSON.stringify({ ...(JSON.parse(line) as object), rxNs: String(9_000 - index) }));
    expect(bench.fold("binance", backwards).digest).toBe(whole.digest);
  });

  test("an rx in the line must be the line's number over all files", () => {
    const numbered = lines.map((line, index) => JSON.stringify({ ...(JSON.parse(line) as object), rx: index + 1 }));
    bench.writeLines("n1.jsonl", numbered.slice(0, 10));
    bench.writeLines("n2.jsonl", numbered.slice(10));
    bench.importFiles("numbered", "binance", "n1.jsonl", "n2.jsonl");
    expect(bench.replay("numbered.tape").digest).toBe(whole.digest);
    expectWrongLine(importing("no.tape", "n2.jsonl"), "n2.jsonl", 1);
    expectWrongLine(importing("no.tape", "n1.jsonl", "n1.jsonl"), "n1.jsonl", 1);
  });

  const good = JSON.parse(lines[3] ?? "") as Record<string, unknown>;
  const changed = (change: object): string => JSON.stringify({ ...good, ...change });
  test.each([
    ["cut", (lines[3] ?? "").slice(0, -5)],
    ["no JSON", "hello"],
    ["no object", "[1]"],
    ["of an unknown kind", changed({ kind: "tick" })],
    ["without a kind", changed({ kind: undefined })],
    ["without a connection", changed({ conn: undefined })],
    ["without a receive time", changed({ rxNs: undefined })],
    ["with a receive time that is no integer", changed({ rxNs: "soon" })],
    ["without data", changed({ data: undefined })],
    ["with data that is no text", changed({ data: { e: "trade" } })],
    ["with another rx", changed({ rx: 77 })],
    ["with base64 that is none", changed({ b64: true, data: "%%%" })],
    ["empty", ""],
  ])("a line that is %s ends it with file and line, and the file that stood there stands", (_, wrong) => {
    bench.write("first.jsonl", text(lines.slice(0, 3)));
    bench.write("second.jsonl", text([...lines.slice(3, 5), wrong, ...lines.slice(6)]));
    bench.write("kept.tape", readFileSync(bench.path("whole.tape")));
    const before = readdirSync(bench.folder).toSorted();
    expectWrongLine(importing("kept.tape", "first.jsonl", "second.jsonl"), "second.jsonl", 3);
    expect(bench.read("kept.tape").equals(bench.read("whole.tape"))).toBe(true);
    expectWrongLine(importing("never.tape", "first.jsonl", "second.jsonl"), "second.jsonl", 3);
    expect(readdirSync(bench.folder).toSorted()).toEqual(before);
  });

  test("a cut last line is a cut line", () => {
    bench.write("cut.jsonl", text(lines).slice(0, -40));
    expectWrongLine(importing("no.tape", "cut.jsonl"), "cut.jsonl", lines.length);
  });

  test.each([
    ["cut.gz", gzipSync(text(lines)).subarray(0, -9)],
    ["crc.gz", flipped(gzipSync(text(lines)), -6)],
    ["no.gz", Buffer.from(text(lines))],
    ["cut.zst", zstdCompressSync(text(lines)).subarray(0, -9)],
    ["no.zst", Buffer.from(text(lines))],
  ])("a damaged %s fails by name and makes nothing", (name, bytes) => {
    bench.write(name, bytes);
    const { status, stdout, stderr } = importing("damaged.tape", name);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(new RegExp(`^[^\\n]*${name.replace(".", "\\.")}[^\\n]*\\n$`));
    expect(existsSync(bench.path("damaged.tape"))).toBe(false);
  });

  test("a missing input, a folder as input and a missing folder for the result fail in one line", () => {
    mkdirSync(bench.path("folder"), { recursive: true });
    for (const [out, file] of [
      ["x.tape", "missing.jsonl"],
      ["x.tape", "folder"],
      ["missing/x.tape", "whole.jsonl"],
      ["folder", "whole.jsonl"],
    ] as const) {
      const { status, stdout, stderr } = importing(out, file);
      expect({ file, status, stdout }).toEqual({ file, status: 1, stdout: "" });
      expect(stderr).toMatch(/^[^\n]+\n$/);
    }
    expect(existsSync(bench.path("x.tape"))).toBe(false);
    expect(readdirSync(bench.path("folder"))).toEqual([]);
  });

  test.skipIf(process.getuid?.() === 0)("a folder that cannot be written fails in one line", () => {
    mkdirSync(bench.path("sealed"));
    chmodSync(bench.path("sealed"), 0o555);
    const { status, stdout, stderr } = importing("sealed/x.tape", "whole.jsonl");
    chmodSync(bench.path("sealed"), 0o755);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });

  test("hftbacktest: nanoseconds or microseconds, and the line without a stream is the snapshot of --symbol", () => {
    const wire = recording.filter(({ kind }) => kind !== "open");
    const write = (name: string, stamp: (index: number) => string): string =>
      bench.write(name, text(wire.map(({ data }, index) => `${stamp(index)} ${data}`)));
    const result = (name: string) => {
      bench.json("import", name, "--venue", "binance", "--format", "hftbacktest", "--symbol", "BTCUSDT", "--out", "h.tape");
      const { digest, ledger, instruments } = bench.replay("h.tape");
      return { digest, ledger, instruments, span: (bench.json("inspect", "h.tape") as { span: { firstNs: string } }).span.firstNs };
    };
    const ns = result(write("ns.txt", (index) => String(1_723_161_253_937_085_768n + BigInt(index))));
    const us = result(write("us.txt", (index) => String(1_723_161_253_937_085n + BigInt(index))));
    expect(ns.span).toBe("1723161253937085768");
    expect(us).toEqual({ ...ns, span: "1723161253937085000" });
    expect(ns.instruments).toEqual(whole.instruments);
    const { status, stderr } = bench.run("import", "ns.txt", "--venue", "binance", "--format", "hftbacktest", "--out", "h2.tape");
    expect(status).not.toBe(0);
    expect(stderr).toContain("--symbol");
  });
});

function expectWrongLine({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }, file: string, line: number): void {
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^[^\n]+\n$/);
  expect(stderr).toContain(file);
  expect(stderr).toMatch(new RegExp(`\\b${line}\\b`));
}

function flipped(bytes: Buffer, at: number): Buffer {
  const index = bytes.length + at;
  bytes[index] = (bytes[index] ?? 0) ^ 0x10;
  return bytes;
}
