import { FRAME_KINDS } from "./frame.ts";

/**
 * A frame block holds frames in `rx` order in one buffer: the same layout from socket to disk and back.
 *
 * Frames that share kind, connection, epoch, address and clocks, and whose text begins alike, form a **lane**. What a lane's frames
 * share is written once; their texts lie side by side, which is worth 8 % to a general compressor. `docs/session-format.md` gives the
 * layout byte by byte. All integers are little endian.
 */

/** "TDFB", the block's first four bytes, read as a little-endian integer. */
export const BLOCK_MAGIC = 0x42464454;
export const BLOCK_VERSION = 1;

/** Set where the block leaves numbers out (frames for one worker only). No reader of version 1 takes such a block yet. */
export const FLAG_HOLES = 1;

/** Byte places of the header's fields. */
export const HEADER = {
  magic: 0,
  version: 4,
  flags: 5,
  lanePlanes: 6,
  lengthPlanes: 7,
  rxNsPlanes: 8,
  offsetPlanes: 9,
  reserved: 10,
  count: 12,
  tableBytes: 16,
  payloadBytes: 20,
  firstRx: 24,
  firstNs: 32,
  lastNs: 40,
  firstOffset: 48,
  bytes: 56,
} as const;

/** Bits of a lane's flags. */
export const LANE_BINARY = 1;
export const LANE_MONO = 2;

/** A block is full at a payload of 1 MiB: larger ones gain under 2 % and cost a seek more. */
export const BLOCK_PAYLOAD = 1 << 20;
export const BLOCK_FRAMES = 1 << 16;
export const BLOCK_LANES = 1 << 12;

/** The greatest payload one block can hold, in bytes: SQLite takes rows up to 10^9 bytes. */
export const MAX_BLOCK_PAYLOAD = 900 * 1024 * 1024;

/** The kinds by the number that stands for them in a block. Numbers are for ever: a new kind goes to the end. */
export const KIND_BY_CODE = FRAME_KINDS;

/** The numbers of a block's first and last frame, from its header alone: for whoever passes blocks on without reading them. */
export function blockSpan(block: Uint8Array): { firstRx: number; lastRx: number } {
  const header = new DataView(block.buffer, block.byteOffset, HEADER.bytes);
  const firstRx = Number(header.getBigUint64(HEADER.firstRx, true));
  return { firstRx, lastRx: firstRx + header.getUint32(HEADER.count, true) - 1 };
}

/** Says that a buffer is no frame block, or that a frame was asked of it which it does not hold. */
export class FrameBlockError extends Error {
  override readonly name = "FrameBlockError";
}
