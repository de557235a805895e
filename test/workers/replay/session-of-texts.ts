import { blankFrame, type RecordedFrame } from "../../../src/core/contract/frame.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { importFrames } from "../../../src/workers/import/import-session.ts";

const encoder = new TextEncoder();

/** Stores messages of Binance spot, one frame each, as a session file, with marks and a closing mark; `out` is its path. */
export async function storeTexts(out: string, texts: readonly string[]): Promise<void> {
  const frames = texts.map((text, at): RecordedFrame => {
    const bytes = encoder.encode(text);
    return { ...blankFrame(), rx: at + 1, conn: "ws", epoch: 1, bytes, end: bytes.length, rxNs: BigInt(at) };
  });
  await importFrames([frames], { venue: BINANCE_SPOT, out, format: "raw-jsonl", files: [] });
}
