import { ByteWriter } from "../base/bytes.ts";
import { greatest, planeCount, toDeltas, writePlanes } from "./byte-planes.ts";
import {
  BLOCK_FRAMES,
  BLOCK_LANES,
  BLOCK_MAGIC,
  BLOCK_PAYLOAD,
  BLOCK_VERSION,
  FrameBlockError,
  HEADER,
  KIND_BY_CODE,
  LANE_BINARY,
  LANE_MONO,
  MAX_BLOCK_PAYLOAD,
} from "./frame-block-layout.ts";
import type { FrameKind, RecordedFrame } from "./frame.ts";

/** A lane looks at so much of a text, and leaves out its digits: streams differ early, and numbers would part what belongs together. */
const SHAPE_BYTES = 40;

/** Beyond so many shapes in one block, frames of new shapes share a lane: the table must not outgrow what it saves. */
const SHAPED_LANES = 256;

/** What a lane's frames share besides the shape of their text. */
interface Source {
  readonly kind: FrameKind;
  readonly conn: string;
  readonly epoch: number;
  readonly url: string;
  readonly flags: number;
  /** The source's lanes by the shape of the text. */
  readonly lanes: Map<number, number>;
}

interface Lane {
  readonly source: Source;
  frames: number;
  bytes: number;
}

/** Collects frames into one block. After {@link finish} it is empty and takes the next block's frames. */
export class BlockWriter {
  private payload = new Uint8Array(BLOCK_PAYLOAD * 1.25);
  private used = 0;
  private frames = 0;
  private firstRx = 0;
  private laneOf = new Uint32Array(4096);
  private lengths = new Uint32Array(4096);
  private rxNs = new DataView(new ArrayBuffer(4096 * 8));
  /** `rxNs - monoNs` of each frame; a frame without `monoNs` repeats the one before. It moves only when the wall clock is set. */
  private offsets = new DataView(new ArrayBuffer(4096 * 8));
  private lastOffset = 0n;
  private lanes: Lane[] = [];
  private sources: Source[] = [];
  private lastSource: Source | undefined;

  get count(): number {
    return this.frames;
  }

  /** Whether the block should be finished before the next frame. */
  get full(): boolean {
    return this.used >= BLOCK_PAYLOAD || this.frames >= BLOCK_FRAMES || this.lanes.length >= BLOCK_LANES;
  }

  /** Copies the frame in. Throws {@link FrameBlockError} where its `rx` does not follow the last one or the block would grow past its bound. */
  add(frame: RecordedFrame): void {
    const length = frame.end - frame.start;
    if (this.frames === 0) {
      if (!Number.isSafeInteger(frame.rx) || frame.rx < 1) throw new FrameBlockError(`rx ${frame.rx} is no frame number`);
      this.firstRx = frame.rx;
    } else if (frame.rx !== this.firstRx + this.frames) {
      throw new FrameBlockError(`rx ${frame.rx} does not follow ${this.firstRx + this.frames - 1}`);
    }
    if (this.used + length > MAX_BLOCK_PAYLOAD) throw new FrameBlockError(`a payload of ${this.used + length} bytes is too large for a block`);
    this.reserve(length);

    const row = this.frames++;
    const index = this.findLane(frame);
    const lane = this.lanes[index] as Lane;
    lane.frames++;
    lane.bytes += length;
    this.laneOf[row] = index;
    this.lengths[row] = length;
    this.rxNs.setBigInt64(row * 8, frame.rxNs, true);
    if (frame.monoNs !== null) this.lastOffset = BigInt.asIntN(64, frame.rxNs - frame.monoNs);
    this.offsets.setBigInt64(row * 8, this.lastOffset, true);
    this.payload.set(frame.bytes.subarray(frame.start, frame.end), this.used);
    this.used += length;
  }

  /** The block of what was added, in a buffer of its own. Throws {@link FrameBlockError} where nothing was. */
  finish(): Uint8Array<ArrayBuffer> {
    const { frames, lanes, used } = this;
    if (frames === 0) throw new FrameBlockError("a block holds at least one frame");
    const table = this.table();
    const rxNs = toDeltas(this.rxNs, frames);
    const offsets = toDeltas(this.offsets, frames);
    const lengths = this.lengthsByLane();
    const lanePlanes = planeCount(lanes.length - 1);
    const lengthPlanes = planeCount(greatest(lengths, frames));
    const rxNsPlanes = wideness(rxNs, frames);
    const offsetPlanes = wideness(offsets, frames);
    const columns = frames * (lanePlanes + lengthPlanes + rxNsPlanes + offsetPlanes);

    const out = new Uint8Array(HEADER.bytes + table.length + columns + used);
    const header = new DataView(out.buffer);
    header.setUint32(HEADER.magic, BLOCK_MAGIC, true);
    header.setUint8(HEADER.version, BLOCK_VERSION);
    header.setUint8(HEADER.lanePlanes, lanePlanes);
    header.setUint8(HEADER.lengthPlanes, lengthPlanes);
    header.setUint8(HEADER.rxNsPlanes, rxNsPlanes);
    header.setUint8(HEADER.offsetPlanes, offsetPlanes);
    header.setUint32(HEADER.count, frames, true);
    header.setUint32(HEADER.tableBytes, table.length, true);
    header.setUint32(HEADER.payloadBytes, used, true);
    header.setBigUint64(HEADER.firstRx, BigInt(this.firstRx), true);
    header.setBigInt64(HEADER.firstNs, this.rxNs.getBigInt64(0, true), true);
    header.setBigInt64(HEADER.lastNs, this.rxNs.getBigInt64((frames - 1) * 8, true), true);
    header.setBigInt64(HEADER.firstOffset, this.offsets.getBigInt64(0, true), true);
    out.set(table, HEADER.bytes);
    let at = HEADER.bytes + table.length;
    at = writePlanes(this.laneOf, frames, lanePlanes, out, at);
    at = writePlanes(lengths, frames, lengthPlanes, out, at);
    at = writeWide(rxNs, frames, rxNsPlanes, out, at);
    at = writeWide(offsets, frames, offsetPlanes, out, at);
    this.writePayload(out, at);
    this.reset();
    return out;
  }

  private reset(): void {
    if (this.payload.length > BLOCK_PAYLOAD * 4) this.payload = new Uint8Array(BLOCK_PAYLOAD * 1.25);
    this.used = 0;
    this.frames = 0;
    this.lastOffset = 0n;
    this.lanes = [];
    this.sources = [];
    this.lastSource = undefined;
  }

  private findLane(frame: RecordedFrame): number {
    const flags = (frame.binary ? LANE_BINARY : 0) | (frame.monoNs === null ? 0 : LANE_MONO);
    let source = this.lastSource;
    if (source === undefined || !matches(source, frame, flags)) {
      source = this.sources.find((known) => matches(known, frame, flags));
      if (source === undefined) {
        const { kind, conn, epoch, url } = frame;
        source = { kind, conn, epoch, url, flags, lanes: new Map() };
        this.sources.push(source);
      }
      this.lastSource = source;
    }
    let shape = shapeOf(frame);
    let lane = source.lanes.get(shape);
    if (lane === undefined && this.lanes.length >= SHAPED_LANES) {
      shape = 0;
      lane = source.lanes.get(shape);
    }
    if (lane === undefined) {
      lane = this.lanes.push({ source, frames: 0, bytes: 0 }) - 1;
      source.lanes.set(shape, lane);
    }
    return lane;
  }

  /** The strings, then what each lane's frames share. */
  private table(): Uint8Array {
    const strings = new Map<string, number>();
    const index = (text: string): number => {
      const known = strings.get(text) ?? strings.size;
      strings.set(text, known);
      return known;
    };
    const rows = new ByteWriter();
    for (const { source, frames } of this.lanes) {
      rows.u8(KIND_BY_CODE.indexOf(source.kind));
      rows.u8(source.flags);
      rows.uint(index(source.conn));
      rows.uint(source.epoch);
      rows.uint(index(source.url));
      rows.uint(frames);
    }
    const head = new ByteWriter();
    head.uint(strings.size);
    for (const text of strings.keys()) head.string(text);
    head.uint(this.lanes.length);
    const table = new Uint8Array(head.length + rows.length);
    table.set(head.finish());
    table.set(rows.finish(), head.length);
    return table;
  }

  private lengthsByLane(): Uint32Array {
    const next = starts(this.lanes, (lane) => lane.frames);
    const sorted = new Uint32Array(this.frames);
    for (let row = 0; row < this.frames; row++) {
      const lane = this.laneOf[row] as number;
      sorted[next[lane] as number] = this.lengths[row] as number;
      next[lane] = (next[lane] as number) + 1;
    }
    return sorted;
  }

  private writePayload(out: Uint8Array, at: number): void {
    const next = starts(this.lanes, (lane) => lane.bytes);
    let from = 0;
    for (let row = 0; row < this.frames; row++) {
      const lane = this.laneOf[row] as number;
      const to = from + (this.lengths[row] as number);
      out.set(this.payload.subarray(from, to), at + (next[lane] as number));
      next[lane] = (next[lane] as number) + to - from;
      from = to;
    }
  }

  private reserve(length: number): void {
    if (this.used + length > this.payload.length) {
      const grown = new Uint8Array(Math.max(this.used + length, Math.min(this.payload.length * 2, MAX_BLOCK_PAYLOAD)));
      grown.set(this.payload.subarray(0, this.used));
      this.payload = grown;
    }
    if (this.frames < this.laneOf.length) return;
    const rows = this.frames * 2;
    this.laneOf = wider(this.laneOf, rows);
    this.lengths = wider(this.lengths, rows);
    this.rxNs = widerView(this.rxNs, rows);
    this.offsets = widerView(this.offsets, rows);
  }
}

function matches(source: Source, frame: RecordedFrame, flags: number): boolean {
  return (
    source.conn === frame.conn && source.kind === frame.kind && source.epoch === frame.epoch && source.url === frame.url && source.flags === flags
  );
}

/** FNV-1a over how the text begins, digits left out; never 0, which stands for the lane of all other shapes. */
function shapeOf(frame: RecordedFrame): number {
  const { bytes, start } = frame;
  const stop = Math.min(frame.end, start + SHAPE_BYTES);
  let hash = 0x811c9dc5 | 0;
  for (let at = start; at < stop; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x30 || byte > 0x39) hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash | 1;
}

/** Where each lane starts when all lie one after another. */
function starts(lanes: readonly Lane[], size: (lane: Lane) => number): Uint32Array {
  const places = new Uint32Array(lanes.length);
  let at = 0;
  for (const [index, lane] of lanes.entries()) {
    places[index] = at;
    at += size(lane);
  }
  return places;
}

interface Wide {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

function wideness(column: Wide, count: number): number {
  const high = planeCount(greatest(column.high, count));
  return high > 0 ? 4 + high : planeCount(greatest(column.low, count));
}

function writeWide(column: Wide, count: number, planes: number, out: Uint8Array, at: number): number {
  const next = writePlanes(column.low, count, Math.min(planes, 4), out, at);
  return writePlanes(column.high, count, Math.max(planes - 4, 0), out, next);
}

function wider(values: Uint32Array<ArrayBuffer>, count: number): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(count);
  grown.set(values);
  return grown;
}

function widerView(view: DataView<ArrayBuffer>, count: number): DataView<ArrayBuffer> {
  const grown = new Uint8Array(count * 8);
  grown.set(new Uint8Array(view.buffer));
  return new DataView(grown.buffer);
}
