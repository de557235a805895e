/**
 * A writer to be killed: `node session-child.ts import|record <path>` writes blocks of ten frames without end, and prints after each
 * how many frames are committed.
 */
import { writeSync } from "node:fs";
import { SessionWriter } from "../../../src/workers/store/session-writer.ts";
import { MANIFEST, testBlock, testMark } from "./session-content.ts";

const [mode, path] = process.argv.slice(2);
const writer = SessionWriter.create(path ?? "", MANIFEST, { inPlace: mode === "record" });
for (let rx = 1; ; rx += 10) {
  await writer.appendBlock(testBlock(rx, rx + 9));
  writer.appendMark(testMark(rx + 9));
  writeSync(1, `${rx - 1}\n`); // the block before this one is committed
}
