import type { InstrumentId } from "../market/instrument.ts";

/**
 * A mark lies between frame numbers: after frame `afterRx` and before the next. Marks are written by a rule over the frames alone
 * and go to every worker. A mark carries each venue's greatest event time so far (the only thing that moves the watermark of a
 * quiet symbol) and names the instruments whose state is stored there as a keyframe.
 */
export interface Mark {
  readonly afterRx: number;
  /** Greatest event time seen so far, by venue, in Unix ms; a venue without one is absent. */
  readonly eventMs: ReadonlyMap<string, number>;
  readonly keyframes: readonly InstrumentId[];
}

/** The two workers an instrument's state lives in: its book, and the aggregates over its trades. */
export type Part = "book" | "analytics";

/** The canonical bytes of one part of one instrument at a mark, and their hash. */
export interface Keyframe {
  readonly afterRx: number;
  readonly instrument: InstrumentId;
  readonly part: Part;
  readonly foldVersion: number;
  readonly bytes: Uint8Array;
}

/** The hash of an instrument's whole state (both parts) at a mark. */
export interface Digest {
  readonly afterRx: number;
  readonly instrument: InstrumentId;
  readonly foldVersion: number;
  /** 32 hexadecimal digits. */
  readonly digest: string;
}
