import type { RecordedFrame } from "../../../src/core/contract/frame.ts";
import { Desk } from "../../../src/core/desk/desk.ts";
import { encodeState } from "../../../src/core/desk/part-state.ts";
import type { InstrumentId } from "../../../src/core/market/instrument.ts";
import { FOLD_VERSION } from "../../../src/core/session/fold-version.ts";
import type { Keyframe, Mark } from "../../../src/core/session/mark.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import type { Venue } from "../../../src/core/venues/venue.ts";
import type { TapeBlock, TapeSource } from "../../../src/workers/replay/tape-source.ts";

/** A tape in memory with a mark each `markEvery` frames; `namesAt` chooses what each stores, of the instruments met by then. */
export function recordedTape(
  frames: readonly RecordedFrame[],
  {
    perBlock = 100,
    markEvery = 50,
    venue = BINANCE_SPOT,
    namesAt,
  }: { perBlock?: number; markEvery?: number; venue?: Venue; namesAt: (mark: number, met: readonly InstrumentId[]) => readonly InstrumentId[] },
): TapeSource & { readonly keyframes: readonly Keyframe[] } {
  const desk = new Desk({ venue });
  const marks: Mark[] = [];
  const keyframes: Keyframe[] = [];
  for (const frame of frames) {
    desk.apply(frame);
    if (frame.rx % markEvery !== 0) continue;
    const met = desk.instruments().map(({ id }) => id);
    const mark: Mark = { afterRx: frame.rx, eventMs: new Map([[venue.name, desk.eventMs]]), keyframes: namesAt(marks.length, met) };
    desk.mark(mark);
    marks.push(mark);
    for (const instrument of mark.keyframes) {
      for (const part of ["book", "analytics"] as const) {
        const state = desk.find(instrument)?.[part]?.state();
        if (state) keyframes.push({ afterRx: frame.rx, instrument, part, foldVersion: FOLD_VERSION, bytes: encodeState(state) });
      }
    }
  }
  const block = (from: number): TapeBlock => ({
    count: Math.min(perBlock, frames.length - from),
    firstRx: from + 1,
    read: (index, frame) => void Object.assign(frame, frames[from + index]),
    readClock: (index, recorded) => void Object.assign(recorded, { rxNs: frames[from + index]?.rxNs, monoNs: null }),
  });
  return {
    manifest: { venue: venue.name },
    baseRx: 0,
    frames: frames.length,
    instruments: desk.instruments().map(({ id }) => ({ instrument: id })),
    span: { firstNs: frames[0]?.rxNs ?? 0n, lastNs: frames.at(-1)?.rxNs ?? 0n },
    keyframes,
    *blocks(fromRx = 1) {
      for (let from = 0; from < frames.length; from += perBlock) if (from + perBlock >= fromRx) yield block(from);
    },
    marks: () => marks,
    latestKeyframe: (of, part, rx) => keyframes.findLast((kept) => kept.afterRx <= rx && kept.instrument === of && kept.part === part),
    close: () => {},
  };
}
