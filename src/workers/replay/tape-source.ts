import type { Frame, RecordedFrame } from "../../core/contract/frame.ts";
import type { Mark } from "../../core/session/mark.ts";

/** A block of frames in `rx` order, read by index. */
export interface TapeBlock {
  readonly count: number;
  /** `rx` of the first frame in it. */
  readonly firstRx: number;
  /** Sets the frame; its bytes belong to the block. */
  read(index: number, frame: Frame): void;
  /** Sets the clocks of the frame. */
  readClock(index: number, recorded: RecordedFrame): void;
}

/** What a replay plays: the frames of a session file, and the marks that lie between them. */
export interface TapeSource {
  readonly manifest: { readonly venue: string };
  /** How many frames it holds, and which instruments they were found to name. */
  readonly frames: number;
  readonly instruments: readonly unknown[];
  blocks(fromRx?: number): Iterable<TapeBlock>;
  marks(): Iterable<Mark>;
  close(): void;
}
