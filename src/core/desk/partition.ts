import type { InstrumentId } from "../market/instrument.ts";
import type { Part } from "../session/mark.ts";
import { type Partition, WHOLE_DESK } from "./desk.ts";

/**
 * The share of worker `index` of `count`: an instrument's book goes to the worker its id hashes to, its aggregates to the next
 * one, so that even a single instrument keeps two workers busy. Worker 0 counts the frames of no instrument.
 */
export function partitionOf(index: number, count: number): Partition {
  if (count === 1) return WHOLE_DESK;
  return {
    countsControl: index === 0,
    sharesLedger: true,
    parts(instrument: InstrumentId): readonly Part[] {
      const home = hash(instrument) % count;
      const parts: Part[] = [];
      if (home === index) parts.push("book");
      if ((home + 1) % count === index) parts.push("analytics");
      return parts;
    },
  };
}

/** FNV-1a over UTF-16 code units: spreads ids evenly and is the same everywhere. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h ^ (h >>> 15)) >>> 0;
}
