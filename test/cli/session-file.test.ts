import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import Database from "better-sqlite3";
import { afterAll, describe, expect, test } from "vitest";
import { forge } from "./forge.ts";
import { Dice, randomRecording } from "./market.ts";
import { type Line, closed, diff, opened, rawJsonl, received, snapshot, trade } from "./recording.ts";
import { Workbench } from "./tapedeck.ts";

const bench = new Workbench();
afterAll(() => bench.dispose());

const recording = [
  opened(),
  snapshot({ id: 5 }),
  diff({ first: 6, last: 8 }),
  trade({ id: 1 }),
  diff({ first: 10, last: 11 }),
  diff({ symbol: "ETHUSDT", first: 1, last: 1 }),
  trade({ symbol: "ETHUSDT", id: 1, tradeMs: 100_000 }),
];
const lines = rawJsonl(recording);
const tape = bench.importLines("given", "binance", lines);
const whole = bench.replay(tape);

const COMMANDS = {
  replay: ["--json"],
  verify: ["--json"],
  inspect: ["--json"],
  candles: ["--symbol", "binance:BTCUSDT", "--interval", "1m", "--csv"],
  export: ["--format", "raw-jsonl", "--out", "exported.jsonl", "--json"],
} as const;

describe("verify", { timeout: 60_000 }, () => {
  test("replays and finds every stored digest equal, at least that of every instrument at the last frame", () => {
    const { digests } = bench.json("verify", tape) as { digests: Record<string, number> };
    expect(digests).toEqual({ equal: digests["equal"], different: 0, notComparable: 0 });
    expect(digests["equal"]).toBeGreaterThanOrEqual(2);
    expect(bench.json("verify", tape, "--workers", "2")).toEqual({ digests });
  });

  test("prints its object and ends with 1 where a digest differs", () => {
    copyFileSync(bench.path(tape), bench.path("forged.tape"));
    forge(bench.path("forged.tape"), "UPDATE digests SET digest = 'ffffffffffffffffffffffffffffffff' WHERE id = (SELECT max(id) FROM digests)");
    const { status, stdout } = bench.run("verify", "forged.tape", "--json");
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ digests: { equal: expect.any(Number) as unknown, different: 1, notComparable: 0 } });
    expect(bench.replay("forged.tape").digest).toBe(whole.digest);
  });

  test("digests of another version of the fold are not comparable, which is no failure", () => {
    copyFileSync(bench.path(tape), bench.path("older.tape"));
    forge(
      bench.path("older.tape"),
      "UPDATE digests SET fold_version = fold_version + 1, digest = 'ffffffffffffffffffffffffffffffff'; UPDATE keyframes SET fold_version = fold_version + 1",
    );
    const { digests } = bench.json("verify", "older.tape") as { digests: Record<string, number> };
    expect(digests).toEqual({ equal: 0, different: 0, notComparable: digests["notComparable"] });
    expect(digests["notComparable"]).toBeGreaterThanOrEqual(2);
    expect(bench.replay("older.tape").digest).toBe(whole.digest);
  });
});

describe("inspect", { timeout: 60_000 }, () => {
  test("says the manifest, the instruments, the span and the gaps", () => {
    const said = bench.json("inspect", tape) as Record<string, unknown>;
    expect(said).toMatchObject({
      manifest: expect.any(Object) as unknown,
      instruments: ["binance:BTCUSDT", "binance:ETHUSDT"],
      frames: lines.length,
    });
    expect(JSON.stringify(said["span"])).toContain("1723161253937085768");
    expect(said["gaps"]).toMatchObject([{ fromRx: 5, toRx: null, cause: "sequence" }]);
  });
});

describe("export", { timeout: 60_000 }, () => {
  const hostile = [
    received('{"e":"trade","note":"\\u0000 \\ud83d\\ude00 tab\\t \\" \\\\ / \\/"}'),
    received("\u0000\u0001\b\f\r\n\t\u001f\u007f\u0080\u2028\u2029\ufeff😀 ünïcode 币安人生 \\u0041"),
    received("", 'a connection\nwith "quotes" and 😀'),
    received("  \n leading and trailing space \t "),
    { kind: "rest", conn: "rest", url: 'https://h/ä?q="x"&y=\\u0041', data: "\ufeff{}" },
  ] satisfies Line[];
  const binary = [
    [0xff, 0xfe, 0x00],
    [0xc3, 0x28],
    [0xed, 0xa0, 0x80],
    [0xf0, 0x9f, 0x98],
  ].map((bytes) => Buffer.from(bytes));
  const all = [
    ...lines,
    ...rawJsonl([...hostile, closed()]),
    ...binary.map((bytes) => JSON.stringify({ rxNs: "-5", conn: "ws", kind: "recv", data: bytes.toString("base64"), b64: true })),
    JSON.stringify({ rxNs: "9223372036854775807", conn: "ws", kind: "recv", data: "{}", monoNs: "12", epoch: 3 }),
  ];

  test("writes every frame byte for byte, and importing that gives the same digest and the same export again", () => {
    bench.importLines("hostile", "binance", all);
    bench.json("export", "hostile.tape", "--format", "raw-jsonl", "--out", "out.jsonl");
    const exported = bench
      .read("out.jsonl")
      .toString("utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(exported.map(meaning)).toEqual(all.map((line) => meaning(JSON.parse(line) as Record<string, unknown>)));
    bench.importFiles("back", "binance", "out.jsonl");
    expect(bench.replay("back.tape")).toEqual({ ...bench.replay("hostile.tape"), framesPerSecond: expect.anything() as unknown });
    bench.json("export", "back.tape", "--format", "raw-jsonl", "--out", "again.jsonl");
    expect(bench.read("again.jsonl").equals(bench.read("out.jsonl"))).toBe(true);
  });

  test("of a random recording gives the same digest", () => {
    const { venue, lines: random } = randomRecording(77, 100);
    bench.importLines("wild", venue, rawJsonl(random));
    bench.json("export", "wild.tape", "--format", "raw-jsonl", "--out", "wild.out");
    bench.importFiles("tame", venue, "wild.out");
    expect(bench.replay("tame.tape")).toEqual({ ...bench.replay("wild.tape"), framesPerSecond: expect.anything() as unknown });
  });

  /** The parts of a line that are the frame; `data` as bytes, however they travelled. */
  function meaning({ rxNs, conn, kind, url, data, b64, monoNs, epoch }: Record<string, unknown>): unknown {
    const bytes = Buffer.from((data as string | undefined) ?? "", b64 === true ? "base64" : "utf8");
    const stated = monoNs === undefined ? {} : { monoNs, epoch };
    return { rxNs, conn, kind, url: url ?? "", bytes: bytes.toString("hex"), ...stated };
  }
});

describe("a .tape that is none", { timeout: 60_000 }, () => {
  const names = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];

  const damaged: [string, () => void][] = [
    ["missing.tape", () => undefined],
    ["nowhere/missing.tape", () => undefined],
    ["folder.tape", () => mkdirSync(bench.path("folder.tape"))],
    ["empty.tape", () => bench.write("empty.tape", "")],
    ["text.tape", () => bench.writeLines("text.tape", lines)],
    ["foreign.tape", () => foreign(bench.path("foreign.tape"))],
    ["half.tape", () => bench.write("half.tape", bench.read(tape).subarray(0, 8_192))],
    ["tail.tape", () => bench.write("tail.tape", bench.read(tape).subarray(0, -1))],
    ["newer.tape", () => newer(bench.path("newer.tape"))],
  ];

  test.each(damaged)("%s is refused by every command with one line, nothing shown and nothing made", (name, make) => {
    make();
    const before = readdirSync(bench.folder, { recursive: true, encoding: "utf8" }).toSorted();
    for (const command of names) {
      const { status, stdout, stderr } = bench.run(command, name, ...COMMANDS[command]);
      expect({ command, status, stdout }).toEqual({ command, status: 1, stdout: "" });
      expect(stderr).toMatch(/^[^\n]+\n$/);
      expect(stderr).toContain(name.split("/").at(-1));
    }
    expect(readdirSync(bench.folder, { recursive: true, encoding: "utf8" }).toSorted()).toEqual(before);
  });

  test("flipped bits are refused with one line, or harm nothing", () => {
    const dice = new Dice(3);
    const bytes = bench.read(tape);
    for (let flip = 0; flip < 20; flip++) {
      const copy = Buffer.from(bytes);
      const at = dice.below(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << dice.below(8));
      bench.write("flipped.tape", copy);
      const { status, stdout, stderr } = bench.run("replay", "flipped.tape", "--json");
      if (status === 0) expect({ ...(JSON.parse(stdout) as object), at }).toEqual({ ...whole, framesPerSecond: expect.anything() as unknown, at });
      else expect({ at, status, stdout, lines: stderr.split("\n").length }).toEqual({ at, status: 1, stdout: "", lines: 2 });
    }
  });

  test("a failed export leaves the file that stood at --out as it was", () => {
    bench.write("exported.jsonl", "mine");
    for (const name of ["missing.tape", "half.tape"]) {
      bench.write("half.tape", bench.read(tape).subarray(0, 8_192));
      expect(bench.run("export", name, ...COMMANDS.export).status).toBe(1);
      expect(bench.read("exported.jsonl").toString()).toBe("mine");
    }
  });

  test("no command writes over the file it reads, also not through a link", () => {
    symlinkSync(bench.path(tape), bench.path("link.tape"));
    symlinkSync(bench.path("given.jsonl"), bench.path("link.jsonl"));
    const before = [bench.read(tape), bench.read("given.jsonl")] as const;
    for (const out of [tape, "link.tape"])
      expect(bench.run("export", tape, "--format", "raw-jsonl", "--out", out)).toMatchObject({ status: 2, stdout: "" });
    for (const out of ["given.jsonl", "link.jsonl"])
      expect(bench.run("import", "given.jsonl", "--venue", "binance", "--format", "raw-jsonl", "--out", out)).toMatchObject({
        status: 2,
        stdout: "",
      });
    expect([bench.read(tape), bench.read("given.jsonl")]).toEqual(before);
  });

  test("a file in a folder that cannot be written opens, and nothing appears beside it", () => {
    mkdirSync(bench.path("sealed"), { recursive: true });
    copyFileSync(bench.path(tape), bench.path("sealed/x.tape"));
    chmodSync(bench.path("sealed/x.tape"), 0o444);
    chmodSync(bench.path("sealed"), 0o555);
    expect(bench.replay("sealed/x.tape").digest).toBe(whole.digest);
    bench.json("verify", "sealed/x.tape");
    expect(readdirSync(bench.path("sealed"))).toEqual(["x.tape"]);
    chmodSync(bench.path("sealed"), 0o755);
    expect(existsSync(bench.path("sealed/x.tape-wal"))).toBe(false);
  });

  function foreign(path: string): void {
    const db = new Database(path);
    db.exec("CREATE TABLE notes (text TEXT)");
    db.close();
  }

  function newer(path: string): void {
    copyFileSync(bench.path(tape), path);
    const db = new Database(path);
    db.pragma("user_version = 999");
    db.close();
  }
});
