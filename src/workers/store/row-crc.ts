import { crc32 } from "node:zlib";

/** What a column of a session file holds. Integers are int64. */
export type SqlValue = number | bigint | string | Uint8Array | null;

const TAG = { null: 0, integer: 1, text: 2, blob: 3, other: 4 } as const;
const scratch = Buffer.alloc(9);

/**
 * CRC-32 (zlib's) of a row: the table's name, then each value as one tag byte, its int64 or its length in bytes (8 bytes little endian),
 * and the bytes of text (UTF-8) or blob. Every column counts but the CRC's own, keys too, so a row cannot pass for another.
 */
export function rowCrc(table: string, values: readonly unknown[]): number {
  let crc = valueCrc(table, 0);
  for (const value of values) crc = valueCrc(value, crc);
  return crc;
}

/** Takes one more row into a table's running CRC: the row's key columns and its own CRC. */
export function chainCrc(running: number, keys: readonly unknown[], crc: number): number {
  let chained = running;
  for (const value of keys) chained = valueCrc(value, chained);
  return valueCrc(crc, chained);
}

function valueCrc(value: unknown, crc: number): number {
  if (value === null) return header(TAG.null, 0n, crc);
  if (typeof value === "number" && Number.isSafeInteger(value)) return header(TAG.integer, BigInt(value), crc);
  if (typeof value === "bigint") return header(TAG.integer, value, crc);
  if (typeof value === "string") return crc32(value, header(TAG.text, BigInt(Buffer.byteLength(value)), crc));
  if (value instanceof Uint8Array) return crc32(value, header(TAG.blob, BigInt(value.length), crc));
  return header(TAG.other, 0n, crc); // a type no column has: the row was not written so
}

function header(tag: number, value: bigint, crc: number): number {
  scratch[0] = tag;
  scratch.writeBigInt64LE(BigInt.asIntN(64, value), 1);
  return crc32(scratch, crc);
}
