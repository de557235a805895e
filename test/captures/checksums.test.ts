import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RecordedFrame } from "../../src/core/contract/frame.ts";
import { Desk } from "../../src/core/desk/desk.ts";
import { KRAKEN } from "../../src/core/venues/kraken/venue.ts";
import { OKX } from "../../src/core/venues/okx/venue.ts";
import type { Venue } from "../../src/core/venues/venue.ts";
import { type ImportFormat, readRecording } from "../../src/workers/import/formats.ts";
import { foldShared } from "../core/desk/folds.ts";
import { digestOf, expectLedgerAdds } from "../core/frames.ts";
import { MESSAGE_MUTANTS } from "../core/venues/message-mutants.ts";

const folder = process.env["TAPEDECK_CAPTURES"] ?? "../shared/captures";

interface Recording {
  readonly venue: Venue;
  readonly file: string;
  readonly format: ImportFormat;
  /** Book messages with a checksum, as the README beside the file counts them. */
  readonly checksums: number;
}

const RECORDINGS: readonly Recording[] = [
  { venue: KRAKEN, file: "kraken/v1_cryptofeed_KRAKEN.ws.50.0.gz", format: "cryptofeed", checksums: 4_269 },
  { venue: KRAKEN, file: "kraken/v2_kraken_btcusd_l2.cbcap", format: "cbcap", checksums: 301 },
  { venue: KRAKEN, file: "kraken/v2_kraken_xrpusd_sample.cbcap", format: "cbcap", checksums: 1_147 },
  { venue: OKX, file: "okx/v5_cryptofeed_OKX.ws.1.0.gz", format: "cryptofeed", checksums: 290 },
].filter(({ file }) => existsSync(join(folder, file))) as Recording[];
if (RECORDINGS.length === 0) console.log(`skipped: no recordings with checksums in ${folder}; name the folder in TAPEDECK_CAPTURES`);

async function framesOf({ file, format }: Recording): Promise<RecordedFrame[]> {
  const frames: RecordedFrame[] = [];
  for await (const group of readRecording(format, [join(folder, file)])) {
    for (const frame of group) frames.push({ ...frame, bytes: frame.bytes.slice(frame.start, frame.end), start: 0, end: frame.end - frame.start });
  }
  return frames;
}

function fold(venue: Venue, frames: readonly RecordedFrame[]): Desk {
  const desk = new Desk({ venue });
  for (const frame of frames) desk.apply(frame);
  return desk;
}

function checksumsOf(desk: Desk): { ok: number; failed: number } {
  const counts = desk.instruments().map(({ book }) => book?.sync.checked.checksums ?? { ok: 0, failed: 0 });
  return { ok: counts.reduce((sum, { ok }) => sum + ok, 0), failed: counts.reduce((sum, { failed }) => sum + failed, 0) };
}

describe.skipIf(RECORDINGS.length === 0).each(RECORDINGS)("the recording $file", (recording) => {
  const { venue, checksums } = recording;

  test("verifies in every checksum, none skipped, and gives the same state for 1, 2 and 4 workers", async () => {
    const frames = await framesOf(recording);
    const desk = fold(venue, frames);
    expect(checksumsOf(desk)).toEqual({ ok: checksums, failed: 0 });
    expectLedgerAdds(desk.ledger.totals(), frames.length);
    expect(desk.ledger.totals().rejected).toEqual({});
    for (const { book } of desk.instruments()) expect([book?.quality, book?.sync.gaps]).toEqual(["live", []]);
    for (const count of [2, 4]) expect(foldShared(venue, () => frames, [], count).digest).toBe(digestOf(desk));
  });

  test.each(Object.keys(MESSAGE_MUTANTS))("shows the mutant that %s", async (name) => {
    const mutant = MESSAGE_MUTANTS[name]?.(venue) as Venue;
    const desk = fold(mutant, await framesOf(recording));
    // A checksum fails, or (where a snapshot comes without one) every book is refused as crossed.
    const live = desk.instruments().filter(({ book }) => book?.isReadable);
    expect([checksumsOf(desk).failed > 0, live.length === 0]).toContain(true);
    expect(checksumsOf(desk).ok).toBeLessThan(checksums);
  });
});

describe.skipIf(RECORDINGS.length === 0)("a Kraken book", () => {
  test("that is not cut to its depth is a mutant the checksums show", async () => {
    const recording = RECORDINGS.find(({ file }) => file.endsWith("btcusd_l2.cbcap")) as Recording;
    const frames = await framesOf(recording);
    const uncut = frames.map((frame) => {
      const text = new TextDecoder().decode(frame.bytes);
      const bytes = new TextEncoder().encode(text.replaceAll('"depth":10', '"depth":1000'));
      return { ...frame, bytes, end: bytes.length };
    });
    expect(checksumsOf(fold(KRAKEN, uncut)).failed).toBeGreaterThan(0);
    expect(checksumsOf(fold(KRAKEN, frames)).failed).toBe(0);
  });

  test("whose subscription nobody recorded has the depth of its snapshot, and verifies all the same", async () => {
    const recording = RECORDINGS.find(({ file }) => file.endsWith("xrpusd_sample.cbcap")) as Recording;
    const frames = (await framesOf(recording)).filter(({ bytes }) => !new TextDecoder().decode(bytes).includes('"method"'));
    expect(
      checksumsOf(
        fold(
          KRAKEN,
          frames.map((frame, at) => ({ ...frame, rx: at + 1 })),
        ),
      ),
    ).toEqual({ ok: 1_147, failed: 0 });
  });
});
