import { BlockReader } from "../../../src/core/contract/frame-block.ts";
import type { Digest, Keyframe, Mark } from "../../../src/core/session/mark.ts";
import type { SessionLog } from "../../../src/workers/store/recorder.ts";

const PACKING_MS = 5;

interface Row<T> {
  readonly afterRx: number;
  readonly row: T;
}

/** A session file that outlives whoever writes it: what is committed is there, what was on its way to it is not. */
export class FakeDisk {
  readonly blocks: BlockReader[] = [];
  readonly marks: Mark[] = [];
  readonly keyframes: Keyframe[] = [];
  readonly digests: Digest[] = [];
  readonly instruments: string[] = [];
  readonly quarantines: { readonly fromRx: number; readonly toRx: number }[] = [];
  /** The messages that no fold reads, for every block. */
  readonly quarantined = new Map<number, string>();
  readonly baseRx: number;
  sealed = false;

  /** `before`: the sealed file after which this one goes on. */
  constructor(before: FakeDisk | null = null) {
    this.baseRx = before?.committed ?? 0;
    if (before === null) return;
    this.instruments.push(...before.instruments);
    this.keyframes.push(...before.keyframes.filter(({ afterRx }) => afterRx === this.baseRx));
  }

  get committed(): number {
    return this.blocks.at(-1)?.lastRx ?? this.baseRx;
  }

  /** The digests that count: not those of a state that had read a message in quarantine. */
  get trueDigests(): Digest[] {
    return this.digests.filter(({ afterRx }) => !this.quarantines.some(({ fromRx, toRx }) => fromRx <= afterRx && afterRx < toRx));
  }

  base(): Keyframe[] {
    return this.baseRx === 0 ? [] : this.keyframes.filter(({ afterRx }) => afterRx === this.baseRx);
  }

  /** A writer's view of the file; `isAlive` says whether its process is, `wait` passes time in it. */
  open(isAlive: () => boolean, wait: (ms: number) => Promise<void>): SessionLog {
    return openDisk(this, isAlive, wait);
  }

  /** The log as a fold worker reads it. */
  *read(afterRx: number): Generator<{ block: BlockReader; marks: readonly Mark[] }> {
    for (const block of this.blocks) {
      if (block.lastRx > afterRx) yield { block, marks: this.marks.filter((mark) => mark.afterRx >= block.firstRx && mark.afterRx <= block.lastRx) };
    }
  }
}

function openDisk(disk: FakeDisk, isAlive: () => boolean, wait: (ms: number) => Promise<void>): SessionLog {
  const met = new Set<string>();
  let waiting: Row<() => void>[] = [];
  let nextRx = disk.committed + 1;
  let committing: Promise<void> = Promise.resolve();
  const later = (afterRx: number, row: () => void): void => void waiting.push({ afterRx, row });
  const insertWaiting = (rx: number): void => {
    for (const { afterRx, row } of waiting) if (afterRx <= rx) row();
    waiting = waiting.filter(({ afterRx }) => afterRx > rx);
  };
  const commit = async (block: BlockReader, before: Promise<void>): Promise<void> => {
    await wait(PACKING_MS);
    await before;
    if (!isAlive()) return;
    disk.blocks.push(block);
    insertWaiting(block.lastRx);
  };
  return {
    get committed() {
      return disk.committed;
    },
    knows: (instrument) => disk.instruments.includes(instrument) || met.has(instrument),
    async appendBlock(bytes) {
      const block = new BlockReader(bytes.slice(), disk.quarantined);
      if (block.firstRx !== nextRx) throw new RangeError(`a block from frame ${block.firstRx} does not follow frame ${nextRx - 1}`);
      nextRx = block.lastRx + 1;
      const before = committing;
      committing = commit(block, before);
      await before;
    },
    appendMark: (mark) => later(mark.afterRx, () => disk.marks.push(mark)),
    appendKeyframe: (keyframe) => later(keyframe.afterRx, () => disk.keyframes.push(keyframe)),
    appendDigest: (digest) => later(digest.afterRx, () => disk.digests.push(digest)),
    appendInstrument: ({ instrument }) => {
      met.add(instrument);
      later(0, () => disk.instruments.push(instrument));
    },
    appendGap: ({ fromRx, toRx, instrument }) =>
      later(toRx ?? fromRx, () => {
        if (disk.quarantined.has(fromRx)) return;
        disk.quarantines.push({ fromRx, toRx: toRx ?? fromRx });
        disk.quarantined.set(fromRx, instrument);
      }),
    async drain() {
      await committing;
      return disk.committed;
    },
    async close() {
      await committing;
      await wait(PACKING_MS);
      if (!isAlive()) return;
      insertWaiting(disk.committed);
      if (waiting.length > 0) throw new RangeError("a row ahead of the frames");
      disk.sealed = true;
    },
  };
}
