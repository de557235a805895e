import { BlockWriter } from "../../../src/core/contract/frame-block.ts";
import type { RecordedFrame } from "../../../src/core/contract/frame.ts";
import type { FrameBatch } from "../../../src/core/contract/live.ts";
import { Desk } from "../../../src/core/desk/desk.ts";
import { deskDigest, instrumentDigest, stateDigest } from "../../../src/core/desk/part-state.ts";
import type { Mark } from "../../../src/core/session/mark.ts";
import { MarkRule } from "../../../src/core/session/mark-rule.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { demoSession } from "../../../src/simulator/demo-session.ts";

/** A live session as a feed would send it, and the digest an undisturbed desk gives it. */
export interface LiveSession {
  readonly batches: readonly FrameBatch[];
  readonly frames: number;
  readonly digest: string;
}

/** The demo session in batches of `size` frames, with the marks of the rule and a closing mark of its own. */
export function liveSession(size: number): LiveSession {
  const desk = new Desk({ venue: BINANCE_SPOT });
  const rule = new MarkRule(BINANCE_SPOT.name);
  const batches: FrameBatch[] = [];
  const block = new BlockWriter();
  let marks: Mark[] = [];
  let frames = 0;
  const send = (): void => {
    batches.push({ block: block.finish(), marks, readMs: 0 });
    marks = [];
  };
  for (const frame of demoSession({ seed: 3, seconds: 12, symbols: ["BTCUSDT", "ETHUSDT", "SOLUSDT"] })) {
    fold(desk, rule, frame, marks);
    block.add(frame);
    frames = frame.rx;
    if (block.count === size) send();
  }
  if (block.count > 0) send();
  const closing = rule.closing(desk.instruments().map(({ id }) => id));
  desk.mark(closing);
  batches.push({ block: new Uint8Array(0), marks: [closing], readMs: 0 });
  return { batches, frames, digest: digestOf(desk) };
}

function fold(desk: Desk, rule: MarkRule, frame: RecordedFrame, marks: Mark[]): void {
  desk.apply(frame);
  const instrument = desk.instruments()[desk.lastSlot]?.id ?? null;
  const mark = rule.after(frame.rx, instrument, frame.end - frame.start, frame.kind === "rest", desk.eventMs);
  if (mark === null) return;
  desk.mark(mark);
  marks.push(mark);
}

function digestOf(desk: Desk): string {
  const digests = desk.instruments().map(({ id, book, analytics }) => {
    if (book === null || analytics === null) throw new Error(`${id} is not held whole`);
    return [id, instrumentDigest(stateDigest(book.state()), stateDigest(analytics.state()))] as const;
  });
  return deskDigest(new Map(digests));
}
