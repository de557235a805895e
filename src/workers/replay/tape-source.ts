import type { Frame, RecordedFrame } from "../../core/contract/frame.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Keyframe, Mark, Part } from "../../core/session/mark.ts";

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
  /** The last frame before its first: 0, unless it goes on after another file. */
  readonly baseRx: number;
  /** The number of its last frame. */
  readonly frames: number;
  /** Which instruments its frames were found to name. */
  readonly instruments: readonly { readonly instrument: InstrumentId }[];
  /** Unix nanoseconds of the first and the last frame, or null where there is none. */
  readonly span: { readonly firstNs: bigint; readonly lastNs: bigint } | null;
  /** The blocks from the one that holds frame `fromRx` on. */
  blocks(fromRx?: number): Iterable<TapeBlock>;
  marks(): Iterable<Mark>;
  /** The last keyframe of that part at or before frame `rx` that this version of the fold made. */
  latestKeyframe(of: InstrumentId, part: Part, rx: number, foldVersion: number): Keyframe | undefined;
  close(): void;
}

/** A recording that somebody reads from for a while, and how to end that. */
export interface OpenedTape {
  readonly source: TapeSource;
  readonly close: () => void;
}
