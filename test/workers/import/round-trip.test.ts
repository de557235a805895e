import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import zlib from "node:zlib";
import { describe, expect, test } from "vitest";
import { BlockWriter } from "../../../src/core/contract/frame-block.ts";
import type { RecordedFrame } from "../../../src/core/contract/frame.ts";
import { RawJsonlParser } from "../../../src/core/session/raw-jsonl.ts";
import { HftbacktestParser } from "../../../src/workers/import/hftbacktest.ts";
import { type LineFormat, readFrames } from "../../../src/workers/import/read-frames.ts";
import { exportRawJsonl } from "../../../src/workers/store/export-raw-jsonl.ts";
import { SessionReader } from "../../../src/workers/store/session-reader.ts";
import { SessionWriter } from "../../../src/workers/store/session-writer.ts";
import { MANIFEST, testFrame } from "../store/session-content.ts";
import { temporaryFolder } from "../store/session-fixture.ts";

const captures = process.env["TAPEDECK_CAPTURES"] ?? "../shared/captures";
const usdm = join(captures, "binance-usdm/usdm_btcusdt_20240718.gz");
const found = existsSync(usdm);
if (!found) console.log("skipped: no captures, so none is imported and exported again");

async function importFrames(paths: readonly string[], format: LineFormat, out: string): Promise<void> {
  const writer = SessionWriter.create(out, { ...MANIFEST, files: paths.map((path) => basename(path)) });
  const block = new BlockWriter();
  for await (const group of readFrames(paths, format)) {
    for (const frame of group) {
      if (block.full) await writer.appendBlock(block.finish());
      block.add(frame);
    }
  }
  if (block.count > 0) await writer.appendBlock(block.finish());
  await writer.close();
}

/** A hash of all frames, clocks and texts included; `each` sees every frame. */
function fingerprint(path: string, each: (frame: RecordedFrame) => void = () => undefined): string {
  const session = SessionReader.open(path);
  const hash = createHash("sha256");
  const frame = testFrame(1);
  for (const block of session.blocks()) {
    for (let index = 0; index < block.count; index++) {
      block.read(index, frame);
      block.readClock(index, frame);
      const { bytes, start, end, ...rest } = frame;
      hash.update(JSON.stringify(rest, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)));
      hash.update(bytes.subarray(start, end));
      each(frame);
    }
  }
  session.close();
  return hash.digest("hex");
}

async function exported(path: string, out: string): Promise<void> {
  const session = SessionReader.open(path);
  await exportRawJsonl(session, out);
  session.close();
}

describe("export and import", () => {
  test("give back every frame, whatever its kind, clocks and bytes", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a.tape");
    const writer = SessionWriter.create(path, MANIFEST);
    const block = new BlockWriter();
    for (let rx = 1; rx <= 500; rx++) block.add(testFrame(rx));
    await writer.appendBlock(block.finish());
    await writer.close();
    await exported(path, join(folder, "a.jsonl"));
    await importFrames([join(folder, "a.jsonl")], new RawJsonlParser(), join(folder, "b.tape"));
    expect(fingerprint(join(folder, "b.tape"))).toBe(fingerprint(path));
  });

  test.skipIf(!found)("give back a real recording, in a file smaller than gzip -9 makes of its text", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a.tape");
    await importFrames([usdm], new HftbacktestParser("BTCUSDT"), path);
    const text = zlib.gunzipSync(readFileSync(usdm));
    const lines: string[] = [];
    const first = fingerprint(path, ({ rxNs, bytes, start, end }) => lines.push(`${rxNs} ${Buffer.from(bytes.subarray(start, end)).toString()}\n`));
    expect(lines.join("") === text.toString()).toBe(true);
    expect(statSync(path).size).toBeLessThan(zlib.gzipSync(text, { level: 9 }).length);
    await exported(path, join(folder, "a.jsonl"));
    await importFrames([join(folder, "a.jsonl")], new RawJsonlParser(), join(folder, "b.tape"));
    expect(fingerprint(join(folder, "b.tape"))).toBe(first);
  });
});
