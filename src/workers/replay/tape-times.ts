import { blankFrame, type RecordedFrame } from "../../core/contract/frame.ts";
import type { TapeBlock, TapeSource } from "./tape-source.ts";

/**
 * Frames by receive time, and receive times by frame, read from the blocks as they are asked for. Where the receive time runs backwards
 * the replay clock stands, so a frame's time is the greatest up to it; here, within its block.
 */
export class TapeTimes {
  private readonly tape: TapeSource;
  private readonly frame: RecordedFrame = blankFrame();
  private block: TapeBlock | null = null;

  constructor(tape: TapeSource) {
    this.tape = tape;
  }

  /** The replay clock at frame `rx` in Unix nanoseconds; before the first frame it is at the first. */
  clockNs(rx: number): bigint {
    const block = this.blockOf(Math.max(1, rx));
    return block === null ? 0n : this.clockIn(block, Math.max(1, rx) - block.firstRx);
  }

  /** The last frame received by `timeNs`; where none was, the one before the first. */
  frameAt(timeNs: bigint): number {
    let low = this.tape.baseRx;
    let high = this.tape.frames;
    while (low < high) {
      const block = this.blockOf(Math.ceil((low + high) / 2));
      if (block === null) break;
      const last = block.count - 1;
      if (this.timeIn(block, 0) > timeNs) high = block.firstRx - 1;
      else if (this.clockIn(block, last) <= timeNs) low = block.firstRx + last;
      else return this.lastBy(block, timeNs);
    }
    return low;
  }

  private lastBy(block: TapeBlock, timeNs: bigint): number {
    let at = 0;
    while (this.timeIn(block, at + 1) <= timeNs) at++;
    return block.firstRx + at;
  }

  private clockIn(block: TapeBlock, index: number): bigint {
    let greatest = this.timeIn(block, 0);
    for (let at = 1; at <= index; at++) {
      const time = this.timeIn(block, at);
      if (time > greatest) greatest = time;
    }
    return greatest;
  }

  private timeIn(block: TapeBlock, index: number): bigint {
    block.readClock(index, this.frame);
    return this.frame.rxNs;
  }

  private blockOf(rx: number): TapeBlock | null {
    const { block } = this;
    if (block !== null && rx >= block.firstRx && rx < block.firstRx + block.count) return block;
    const [next = null] = this.tape.blocks(rx);
    return (this.block = next);
  }
}
