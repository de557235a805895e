import { blankFrame, type RecordedFrame } from "../../core/contract/frame.ts";
import type { Mark } from "../../core/session/mark.ts";
import type { TapeBlock, TapeSource } from "./tape-source.ts";

/** Reads a session's frames and marks in their one order: a mark comes after frame `afterRx`, before the next. */
export class TapeCursor {
  /** The frame that `next` came to; the object is reused. */
  readonly frame: RecordedFrame = blankFrame();
  private readonly blocks: Iterator<TapeBlock>;
  private readonly marks: Iterator<Mark>;
  private block: TapeBlock | null = null;
  private index = 0;
  private upcoming: Mark | null;

  /** Begins after frame `afterRx` and the marks there; 0: with the first frame. */
  constructor(source: TapeSource, afterRx = 0) {
    this.frame.rx = afterRx;
    this.blocks = source.blocks(afterRx + 1)[Symbol.iterator]();
    this.marks = source.marks()[Symbol.iterator]();
    this.upcoming = this.nextMark();
    while (afterRx > 0 && this.upcoming !== null && this.upcoming.afterRx <= afterRx) this.upcoming = this.nextMark();
  }

  /** The next mark, `frame` where the next thing is a frame (now in {@link frame}), or null at the end. */
  next(): Mark | "frame" | null {
    const mark = this.mark();
    if (mark !== null) return mark;
    while (this.block === null || this.index === this.block.count) {
      const next = this.blocks.next();
      if (next.done === true) return null;
      this.block = next.value;
      // Only the first block may begin before the frame that is wanted.
      this.index = Math.max(0, this.frame.rx + 1 - next.value.firstRx);
    }
    this.block.read(this.index, this.frame);
    this.block.readClock(this.index, this.frame);
    this.index++;
    return "frame";
  }

  /** The next mark where it lies before the next frame, else null. */
  mark(): Mark | null {
    const mark = this.upcoming;
    if (mark === null || mark.afterRx > this.frame.rx) return null;
    this.upcoming = this.nextMark();
    return mark;
  }

  private nextMark(): Mark | null {
    const next = this.marks.next();
    return next.done === true ? null : next.value;
  }
}
