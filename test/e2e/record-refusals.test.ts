import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const CLI = join(import.meta.dirname, "../../out/main/cli.js");

describe("a recording that cannot begin", { timeout: 60_000 }, () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tapedeck-refused-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const record = (symbol: string, tape: string) => {
    const words = ["record", "--venue", "binance", "--symbols", symbol, "--out", tape, "--seconds", "1", "--endpoint", "http://127.0.0.1:9"];
    return spawnSync(process.execPath, [CLI, ...words, "--json"], { encoding: "utf8", env: { ...process.env, TAPEDECK_DATA: folder } });
  };

  test("because its file cannot be made ends with 1 and one line, and harms nothing", () => {
    const inTheWay = join(folder, "file");
    writeFileSync(inTheWay, "of somebody");
    const { status, stdout, stderr } = record("BTCUSDT", join(inTheWay, "x.tape"));
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^tapedeck: [^\n]*x\.tape: cannot be written[^\n]*\n$/);
    expect(readFileSync(inTheWay, "utf8")).toBe("of somebody");
  });

  test("for a symbol that the venue does not write so ends with 1 and one line, and leaves no empty file", () => {
    const tape = join(folder, "x.tape");
    const { status, stdout, stderr } = record("btcusdt", tape);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe("tapedeck: btcusdt: Binance writes its symbols in capitals: BTCUSDT; correct it in --symbols, or leave it out\n");
    expect(existsSync(tape)).toBe(false);
  });
});
