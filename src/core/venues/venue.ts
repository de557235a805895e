import type { SequencePolicy } from "../book/sequence-policy.ts";
import type { CandleConvention } from "../candles/candle-convention.ts";
import type { Frame } from "../contract/frame.ts";
import type { InstrumentTable, Interest } from "./instrument-table.ts";
import type { Message } from "./message.ts";

/**
 * Turns one venue's frames into messages. Pure but for one memory: the instruments it has met, in order, and the decimals each
 * shows. Workers that are given the same frames meet the same instruments, whichever of them they hold.
 */
export interface Decoder {
  readonly table: InstrumentTable;
  /** The parts of the frame: one, save where the venue sends arrays. Reused by the next call. */
  decode(frame: Frame): readonly Message[];
}

export interface Venue {
  /** The name in instrument ids and on the command line. */
  readonly name: string;
  /** What a person calls it. */
  readonly title: string;
  readonly sequence: SequencePolicy;
  /** How the venue draws its own candles; where left out, the first trade opens. */
  readonly candles?: CandleConvention;
  decoder(interest: Interest): Decoder;
}
