import { ByteReader, BytesError } from "../base/bytes.ts";
import { type Deltas, fromDeltas, readPlanes } from "./byte-planes.ts";
import { BLOCK_MAGIC, BLOCK_VERSION, FLAG_HOLES, FrameBlockError, HEADER, KIND_BY_CODE, LANE_BINARY, LANE_MONO } from "./frame-block-layout.ts";
import type { Frame, FrameKind, RecordedFrame } from "./frame.ts";

interface Lane {
  readonly kind: FrameKind;
  readonly conn: string;
  readonly epoch: number;
  readonly url: string;
  readonly binary: boolean;
  readonly mono: boolean;
  readonly frames: number;
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads frames back out of a block. Opening it checks the whole layout and adds up where each frame lies; clocks are decoded only when
 * one is asked for, so a replay at full speed does not pay for them. Everything throws {@link FrameBlockError} on a buffer that is no block.
 */
export class BlockReader {
  readonly count: number;
  readonly firstRx: number;
  readonly lastRx: number;
  /** Unix nanoseconds at which the first and the last frame were received. */
  readonly firstNs: bigint;
  readonly lastNs: bigint;
  private readonly quarantined: ReadonlyMap<number, string> | null;
  private readonly bytes: Uint8Array;
  private readonly lanes: readonly Lane[];
  private readonly laneOf: Uint32Array;
  private readonly starts: Uint32Array;
  private readonly ends: Uint32Array;
  private readonly firstOffset: bigint;
  private readonly clockAt: number;
  private readonly rxNsPlanes: number;
  private readonly offsetPlanes: number;
  private rxNs: DataView | undefined;
  private offsets: DataView | undefined;

  /** `quarantined`: the frames in quarantine, as {@link Frame.quarantined} says. */
  constructor(bytes: Uint8Array, quarantined: ReadonlyMap<number, string> | null = null) {
    this.quarantined = quarantined;
    if (bytes.length < HEADER.bytes) throw new FrameBlockError(`${bytes.length} bytes are too few for a block`);
    const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (header.getUint32(HEADER.magic, true) !== BLOCK_MAGIC) throw new FrameBlockError("these bytes are no frame block");
    const version = header.getUint8(HEADER.version);
    if (version !== BLOCK_VERSION) throw new FrameBlockError(`block layout ${version} is not ${BLOCK_VERSION}, the one this program knows`);
    const flags = header.getUint8(HEADER.flags);
    if (flags !== 0 || header.getUint16(HEADER.reserved, true) !== 0) {
      throw new FrameBlockError(flags === FLAG_HOLES ? "the block has holes" : `unknown block flags ${flags}`);
    }
    const lanePlanes = planes(header, HEADER.lanePlanes, 2);
    const lengthPlanes = planes(header, HEADER.lengthPlanes, 4);
    this.rxNsPlanes = planes(header, HEADER.rxNsPlanes, 8);
    this.offsetPlanes = planes(header, HEADER.offsetPlanes, 8);
    const count = header.getUint32(HEADER.count, true);
    const tableBytes = header.getUint32(HEADER.tableBytes, true);
    const payloadBytes = header.getUint32(HEADER.payloadBytes, true);
    const columns = count * (lanePlanes + lengthPlanes + this.rxNsPlanes + this.offsetPlanes);
    const expected = HEADER.bytes + tableBytes + columns + payloadBytes;
    if (count === 0 || bytes.length !== expected) throw new FrameBlockError(`a block of ${count} frames has ${expected} bytes, not ${bytes.length}`);

    this.bytes = bytes;
    this.count = count;
    this.firstRx = Number(header.getBigUint64(HEADER.firstRx, true));
    this.lastRx = this.firstRx + count - 1;
    if (this.firstRx < 1 || !Number.isSafeInteger(this.lastRx)) throw new FrameBlockError(`rx ${this.firstRx} is no frame number`);
    this.firstNs = header.getBigInt64(HEADER.firstNs, true);
    this.lastNs = header.getBigInt64(HEADER.lastNs, true);
    this.firstOffset = header.getBigInt64(HEADER.firstOffset, true);

    const laneAt = HEADER.bytes + tableBytes;
    this.lanes = readTable(bytes.subarray(HEADER.bytes, laneAt));
    const framesInLanes = this.lanes.reduce((sum, lane) => sum + lane.frames, 0);
    if (framesInLanes !== count) throw new FrameBlockError(`the lanes hold ${framesInLanes} frames, the block ${count}`);
    this.laneOf = readPlanes(bytes, laneAt, count, lanePlanes);
    const lengthAt = laneAt + count * lanePlanes;
    const lengths = readPlanes(bytes, lengthAt, count, lengthPlanes);
    this.clockAt = lengthAt + count * lengthPlanes;
    this.starts = new Uint32Array(count);
    this.ends = new Uint32Array(count);
    this.place(lengths, bytes.length - payloadBytes);
  }

  /** Fills `frame` with the frame at `index` (0 to `count` - 1); its bytes lie in the block's own buffer. */
  read(index: number, frame: Frame): void {
    if (!(index >= 0 && index < this.count)) throw new FrameBlockError(`frame ${index} of a block of ${this.count}`);
    const lane = this.lanes[this.laneOf[index] as number] as Lane;
    frame.rx = this.firstRx + index;
    frame.kind = lane.kind;
    frame.conn = lane.conn;
    frame.epoch = lane.epoch;
    frame.url = lane.url;
    frame.bytes = this.bytes;
    frame.start = this.starts[index] as number;
    frame.end = this.ends[index] as number;
    frame.quarantined = this.quarantined?.get(frame.rx);
  }

  /** Fills in what only a recorded frame has: both clocks, and whether the text is binary. */
  readClock(index: number, recorded: RecordedFrame): void {
    if (!(index >= 0 && index < this.count)) throw new FrameBlockError(`frame ${index} of a block of ${this.count}`);
    const lane = this.lanes[this.laneOf[index] as number] as Lane;
    this.rxNs ??= this.decodeClock();
    recorded.rxNs = this.rxNs.getBigInt64(index * 8, true);
    recorded.monoNs = null;
    recorded.binary = lane.binary;
    if (!lane.mono) return;
    const offsetsAt = this.clockAt + this.count * this.rxNsPlanes;
    this.offsets ??= fromDeltas(this.firstOffset, readWide(this.bytes, offsetsAt, this.count, this.offsetPlanes));
    recorded.monoNs = BigInt.asIntN(64, recorded.rxNs - this.offsets.getBigInt64(index * 8, true));
  }

  private decodeClock(): DataView {
    const column = fromDeltas(this.firstNs, readWide(this.bytes, this.clockAt, this.count, this.rxNsPlanes));
    const last = column.getBigInt64((this.count - 1) * 8, true);
    if (last !== this.lastNs) throw new FrameBlockError(`the clock ends at ${last}, the header says ${this.lastNs}`);
    return column;
  }

  /** Adds up where each frame's text lies: lane after lane, and within a lane in `rx` order. */
  private place(lengths: Uint32Array, payloadAt: number): void {
    const { lanes, laneOf, starts, ends, count } = this;
    const nextRow = new Uint32Array(lanes.length);
    const nextByte = new Float64Array(lanes.length);
    let row = 0;
    let at = payloadAt;
    for (const [index, lane] of lanes.entries()) {
      nextRow[index] = row;
      nextByte[index] = at;
      for (const stop = row + lane.frames; row < stop; row++) at += lengths[row] as number;
    }
    if (at !== this.bytes.length) throw new FrameBlockError(`the texts end at byte ${at} of ${this.bytes.length}`);
    const left = Uint32Array.from(lanes, (lane) => lane.frames);
    for (let index = 0; index < count; index++) {
      const lane = laneOf[index] as number;
      // A lane that is not in the table has no frames left either: undefined is not above 0.
      if (!((left[lane] as number) > 0)) throw new FrameBlockError(`frame ${index} lies in lane ${lane}, which does not hold it`);
      left[lane] = (left[lane] as number) - 1;
      const start = nextByte[lane] as number;
      const place = nextRow[lane] as number;
      const end = start + (lengths[place] as number);
      nextRow[lane] = place + 1;
      nextByte[lane] = end;
      starts[index] = start;
      ends[index] = end;
    }
  }
}

function planes(header: DataView, at: number, most: number): number {
  const value = header.getUint8(at);
  if (value > most) throw new FrameBlockError(`a column of ${value} planes, at most ${most} are possible`);
  return value;
}

function readWide(bytes: Uint8Array, at: number, count: number, width: number): Deltas {
  const low = readPlanes(bytes, at, count, Math.min(width, 4));
  const high = readPlanes(bytes, at + count * Math.min(width, 4), count, Math.max(width - 4, 0));
  return { low, high };
}

function readTable(bytes: Uint8Array): Lane[] {
  try {
    const reader = new ByteReader(bytes);
    const strings: string[] = [];
    for (let left = reader.uint(); left > 0; left--) strings.push(decoder.decode(reader.bytes()));
    const lanes: Lane[] = [];
    for (let left = reader.uint(); left > 0; left--) lanes.push(readLane(reader, strings));
    if (!reader.done) throw new FrameBlockError("the lane table has bytes left over");
    return lanes;
  } catch (error) {
    if (error instanceof BytesError || error instanceof TypeError) throw new FrameBlockError(`the lane table cannot be read: ${error.message}`);
    throw error;
  }
}

function readLane(reader: ByteReader, strings: readonly string[]): Lane {
  const kind = KIND_BY_CODE[reader.u8()];
  const flags = reader.u8();
  const conn = strings[reader.uint()];
  const epoch = reader.uint();
  const url = strings[reader.uint()];
  const frames = reader.uint();
  if (kind === undefined || conn === undefined || url === undefined) throw new FrameBlockError("a lane names what is not in the table");
  if ((flags & ~(LANE_BINARY | LANE_MONO)) !== 0) throw new FrameBlockError(`unknown lane flags ${flags}`);
  return { kind, conn, epoch, url, frames, binary: (flags & LANE_BINARY) !== 0, mono: (flags & LANE_MONO) !== 0 };
}
