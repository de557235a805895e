import type { SequencePolicy } from "../book/sequence-policy.ts";
import type { CandleConvention } from "../candles/candle-convention.ts";
import type { Frame } from "../contract/frame.ts";
import type { GapCause } from "../market/quality.ts";
import type { ConnectionSequence } from "./connection-sequence.ts";
import type { VenueEvidence } from "./evidence.ts";
import type { InstrumentTable, Interest } from "./instrument-table.ts";
import type { Message } from "./message.ts";

/**
 * Turns one venue's frames into messages. Pure but for its memory: the instruments it has met, in order, the decimals each shows, and
 * where the venue needs it what its connections said before (numbers of channels, sequences). Every worker gives it every frame, so that
 * all of them meet the same instruments and see the same breaks, whichever instruments they hold.
 */
export interface Decoder {
  readonly table: InstrumentTable;
  /**
   * The parts of the frame: one, save where the venue sends arrays; never none. Reused by the next call. How many they are and which
   * instruments they name must not depend on what this worker holds. Throws on no bytes whatever.
   */
  decode(frame: Frame): readonly Message[];
  /**
   * Whether the last frame showed that its connection lost something: a hole in the sequence that runs over the connection. All books of
   * the connection are lost then, before the frame's own messages are taken.
   */
  readonly connectionLoss?: GapCause | null;
  /** The check of the sequence that runs over each connection, where the venue has one. */
  readonly connectionSequence?: ConnectionSequence;
  /**
   * What it knows of connections, as bytes: a decoder that begins in mid-stream goes on from there with `resume`. Where the frames to come
   * may lie before that place (not `exact`), what the bytes say of sequences is not taken.
   */
  context?(): Uint8Array;
  resume?(context: Uint8Array, exact: boolean): void;
}

export interface Venue {
  /** The name in instrument ids and on the command line. */
  readonly name: string;
  /** What a person calls it. */
  readonly title: string;
  readonly sequence: SequencePolicy;
  /** How the venue draws its own candles; where left out, the first trade opens. */
  readonly candles?: CandleConvention;
  readonly evidence: VenueEvidence;
  decoder(interest: Interest): Decoder;
}
