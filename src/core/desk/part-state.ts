import { ByteReader, ByteWriter } from "../base/bytes.ts";
import { hash128 } from "../base/hash.ts";

/**
 * The whole state of one part of one instrument. `hashed` is canonical and holds values alone: its hash is the digest.
 * `context` is what a restored worker needs besides and what must not change a digest (the name of a connection).
 */
export interface PartState {
  readonly hashed: Uint8Array;
  readonly context: Uint8Array;
}

/** A keyframe's bytes. */
export function encodeState(state: PartState): Uint8Array<ArrayBuffer> {
  const w = new ByteWriter(state.hashed.length + state.context.length + 16);
  w.bytes(state.hashed);
  w.bytes(state.context);
  return w.finish();
}

export function decodeState(bytes: Uint8Array): PartState {
  const r = new ByteReader(bytes);
  return { hashed: r.bytes(), context: r.bytes() };
}

export function stateDigest(state: PartState): string {
  return hash128(state.hashed);
}

/** The digest of an instrument: of its book and of its aggregates, which may live in different workers. */
export function instrumentDigest(book: string, analytics: string): string {
  return hash128(new TextEncoder().encode(`${book} ${analytics}`));
}

/** The digest of a desk: of its instruments by id, in the order of the ids' code units. */
export function deskDigest(instruments: ReadonlyMap<string, string>): string {
  const lines = [...instruments].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, digest]) => `${id} ${digest}\n`);
  return hash128(new TextEncoder().encode(lines.join("")));
}
