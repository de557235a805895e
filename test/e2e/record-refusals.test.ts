import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
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

  test("for a symbol that the venue does not write so ends with 1 and one line, and leaves no empty file", () => {
    const tape = join(folder, "x.tape");
    const words = ["record", "--venue", "binance", "--symbols", "btcusdt", "--out", tape, "--seconds", "1", "--endpoint", "http://127.0.0.1:9"];
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...words, "--json"], {
      encoding: "utf8",
      env: { ...process.env, TAPEDECK_DATA: folder },
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe("tapedeck: btcusdt: Binance writes its symbols in capitals: BTCUSDT; correct it in --symbols, or leave it out\n");
    expect(existsSync(tape)).toBe(false);
  });
});
