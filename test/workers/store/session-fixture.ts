import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { RecordedFrame } from "../../../src/core/contract/frame.ts";
import { SessionReader } from "../../../src/workers/store/session-reader.ts";
import { SessionWriter, type SessionWriterOptions } from "../../../src/workers/store/session-writer.ts";
import { GAPS, INSTRUMENTS, MANIFEST, testBlock, testDigest, testFrame, testKeyframe, testMark } from "./session-content.ts";

/** A new folder that is gone when the test has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tapedeck-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Fills a writer with `blocks` blocks of `size` frames, each with a mark, a keyframe and a digest behind it. */
export async function fill(writer: SessionWriter, blocks: number, size: number): Promise<void> {
  for (const instrument of INSTRUMENTS) writer.appendInstrument(instrument);
  for (let block = 0; block < blocks; block++) {
    const lastRx = (block + 1) * size;
    await writer.appendBlock(testBlock(block * size + 1, lastRx));
    writer.appendMark(testMark(lastRx));
    writer.appendKeyframe(testKeyframe(lastRx));
    writer.appendDigest(testDigest(lastRx));
  }
}

export async function writeSession(path: string, blocks = 3, size = 20, options?: SessionWriterOptions): Promise<void> {
  const writer = SessionWriter.create(path, MANIFEST, options);
  await fill(writer, blocks, size);
  for (const gap of GAPS) writer.appendGap(gap);
  await writer.close();
}

/** A frame with its own copy of its text. */
export function copyFrame(frame: RecordedFrame): RecordedFrame {
  const bytes = frame.bytes.slice(frame.start, frame.end);
  return { ...frame, bytes, start: 0, end: bytes.length };
}

export function readFrames(session: SessionReader, fromRx = 1): RecordedFrame[] {
  const frames: RecordedFrame[] = [];
  for (const block of session.blocks(fromRx)) {
    for (let index = 0; index < block.count; index++) {
      const frame = testFrame(1);
      block.read(index, frame);
      block.readClock(index, frame);
      frames.push(copyFrame(frame));
    }
  }
  return frames;
}

/** Everything a session file holds, as plain values. */
export function readAll(path: string): unknown {
  const session = SessionReader.open(path);
  try {
    return {
      manifest: session.manifest,
      instruments: session.instruments,
      frames: session.frames,
      span: session.span,
      tail: session.tail,
      marks: session.marks(),
      digests: session.digests(),
      gaps: session.gaps(),
      keyframes: [...session.keyframes()],
      all: readFrames(session),
    };
  } finally {
    session.close();
  }
}
