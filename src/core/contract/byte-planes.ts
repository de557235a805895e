/**
 * Columns of integers as byte planes: all lowest bytes, then all second bytes, and so on. Neighbouring rows have like high bytes,
 * so a general compressor finds long runs. A column is as wide as its greatest value needs: 0 bytes where all are zero.
 */

/** Bytes (0 to 4) that hold every value up to `greatest`, an unsigned 32-bit integer. */
export function planeCount(greatest: number): number {
  return greatest === 0 ? 0 : greatest < 0x100 ? 1 : greatest < 0x10000 ? 2 : greatest < 0x1000000 ? 3 : 4;
}

/** Writes the first `count` values as `planes` planes at `at`; returns where they end. */
export function writePlanes(values: Uint32Array, count: number, planes: number, out: Uint8Array, at: number): number {
  let next = at;
  for (let plane = 0; plane < planes; plane++) {
    const shift = plane * 8;
    for (let row = 0; row < count; row++) out[next++] = (values[row] as number) >>> shift;
  }
  return next;
}

/** Reads back what {@link writePlanes} wrote; the caller has checked that `count * planes` bytes are there. */
export function readPlanes(bytes: Uint8Array, at: number, count: number, planes: number): Uint32Array {
  const values = new Uint32Array(count);
  let next = at;
  for (let plane = 0; plane < planes; plane++) {
    const shift = plane * 8;
    for (let row = 0; row < count; row++) values[row] = (values[row] as number) | ((bytes[next++] as number) << shift);
  }
  return values;
}

/**
 * A column of 64-bit integers as zigzag deltas in two 32-bit halves. Deltas wrap at 2^64, so any int64 may follow any other.
 */
export interface Deltas {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** The deltas of `count` int64 values that lie little endian in `column`; the first is 0. */
export function toDeltas(column: DataView, count: number): Deltas {
  const low = new Uint32Array(count);
  const high = new Uint32Array(count);
  for (let row = 1; row < count; row++) {
    const at = row * 8;
    const nextLow = column.getUint32(at, true);
    const lastLow = column.getUint32(at - 8, true);
    const borrow = nextLow < lastLow ? 1 : 0;
    const deltaLow = nextLow - lastLow;
    const deltaHigh = column.getInt32(at + 4, true) - column.getInt32(at - 4, true) - borrow;
    const sign = (deltaHigh | 0) >> 31;
    low[row] = (deltaLow << 1) ^ sign;
    high[row] = ((deltaHigh << 1) | ((deltaLow | 0) >>> 31)) ^ sign;
  }
  return { low, high };
}

/** The int64 values, little endian, that start at `first` and move by `deltas`. */
export function fromDeltas(first: bigint, deltas: Deltas): DataView {
  const count = deltas.low.length;
  const column = new DataView(new ArrayBuffer(count * 8));
  column.setBigInt64(0, first, true);
  let valueLow = column.getUint32(0, true);
  let valueHigh = column.getInt32(4, true);
  for (let row = 0; row < count; row++) {
    const zigLow = deltas.low[row] as number;
    const zigHigh = deltas.high[row] as number;
    const sign = -(zigLow & 1);
    const sum = valueLow + ((((zigLow >>> 1) | (zigHigh << 31)) ^ sign) >>> 0);
    valueHigh = (valueHigh + ((zigHigh >>> 1) ^ sign) + (sum > 0xffffffff ? 1 : 0)) | 0;
    valueLow = sum >>> 0;
    column.setUint32(row * 8, valueLow, true);
    column.setInt32(row * 8 + 4, valueHigh, true);
  }
  return column;
}

/** The greatest of the first `count` values. */
export function greatest(values: Uint32Array, count: number): number {
  let most = 0;
  for (let row = 0; row < count; row++) if ((values[row] as number) > most) most = values[row] as number;
  return most;
}
