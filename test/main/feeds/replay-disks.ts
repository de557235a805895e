import { Desk } from "../../../src/core/desk/desk.ts";
import { instrumentDigest, stateDigest } from "../../../src/core/desk/part-state.ts";
import type { InstrumentId } from "../../../src/core/market/instrument.ts";
import { blankFrame } from "../../../src/core/contract/frame.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import type { FakeDisk } from "./fake-disk.ts";

/** The digests stored on the disks that a fold of all frames does not give, or a fold of their own file from its first keyframes. */
export function differences(disks: ReadonlyMap<string, FakeDisk>): string[] {
  const whole = new Map<string, string>();
  const desk = new Desk({ venue: BINANCE_SPOT });
  const faults: string[] = [];
  for (const [name, disk] of disks) {
    const alone = new Desk({ venue: BINANCE_SPOT });
    for (const keyframe of disk.base()) alone.restoreOwn(keyframe);
    const byItself = new Map<string, string>();
    replay(disk, [
      [desk, whole],
      [alone, byItself],
    ]);
    for (const { afterRx, instrument, digest } of disk.trueDigests) {
      const key = `${afterRx} ${instrument}`;
      if (whole.get(key) !== digest) faults.push(`${key} in file ${name}`);
      if (byItself.get(key) !== digest) faults.push(`${key} in file ${name} alone`);
    }
  }
  return faults;
}

/** Folds a file into each desk, and notes the digests at its marks. */
function replay(disk: FakeDisk, folds: readonly (readonly [Desk, Map<string, string>])[]): void {
  const frame = blankFrame();
  const marks = [...disk.marks];
  let rx = disk.baseRx;
  for (const block of disk.blocks) {
    for (let at = 0; at < block.count; at++) {
      block.read(at, frame);
      if (frame.rx !== ++rx) throw new Error(`frame ${frame.rx} stands where ${rx} should`);
      for (const [desk] of folds) desk.apply(frame);
      for (let mark = marks[0]; mark !== undefined && mark.afterRx <= rx; marks.shift(), mark = marks[0]) {
        for (const [desk, digests] of folds) {
          desk.mark(mark);
          for (const id of mark.keyframes) digests.set(`${mark.afterRx} ${id}`, digestOf(desk, id));
        }
      }
    }
  }
}

function digestOf(desk: Desk, id: InstrumentId): string {
  const held = desk.find(id);
  if (!held?.book || !held.analytics) throw new Error(`${id} is not held`);
  return instrumentDigest(stateDigest(held.book.state()), stateDigest(held.analytics.state()));
}
