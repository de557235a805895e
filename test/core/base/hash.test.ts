import { describe, expect, test } from "vitest";
import { hash128 } from "../../../src/core/base/hash.ts";

const encoder = new TextEncoder();

/** Published values of MurmurHash3_x86_128 with seed 0 (the murmurHash3.js family and its ports agree on them): every tail length, and texts of several blocks. */
const PUBLISHED = [
  ["", "00000000000000000000000000000000"],
  ["0", "0ab2409ea5eb34f8a5eb34f8a5eb34f8"],
  ["01", "0f87acb4674f3b21674f3b21674f3b21"],
  ["012", "cd94fea54c13d78e4c13d78e4c13d78e"],
  ["0123", "dc378fea485d3536485d3536485d3536"],
  ["01234", "35c5b3ee7b3b211600ae108800ae1088"],
  ["012345", "db26dc756ce1944bf825536af825536a"],
  ["0123456", "b708d0a186d15c02495d053b495d053b"],
  ["01234567", "aa22bf849216040263b83c5e63b83c5e"],
  ["012345678", "571b5f6775d48126d0205c304ca675dc"],
  ["0123456789", "0017a61e2e528b33a5443f2057a11235"],
  ["0123456789a", "38a2ed0f921f15e42caa7f97a971884f"],
  ["0123456789ab", "cfaa93f9b6982a7e53412b5d04d3d08f"],
  ["0123456789abc", "c970af1dcc6d9d01dd00c683fc11eee3"],
  ["0123456789abcd", "6f34d20ac0a5114dae0d83c563f51794"],
  ["0123456789abcde", "3c76c46d4d0818c0add433daa78673fa"],
  ["0123456789abcdef", "fb7d440936aed30a48ad1d9b572b3bfd"],
  ["I will not buy this tobacconist's, it is scratched.", "9b5b7ba2ef3f7866889adeaf00f3f98e"],
  ["utf-8 supported 🌈", "796479ed1bbff85b29e39731d1967a07"],
  ["這個有效", "5ee7e60516f613aa76048cdc7a1493e3"],
] as const;

describe("hash128", () => {
  test.each(PUBLISHED)("gives the published MurmurHash3_x86_128 of %j", (text, hash) => {
    expect(hash128(encoder.encode(text))).toBe(hash);
  });

  test("reads only its own bytes where they are a part of a larger buffer", () => {
    const bytes = encoder.encode("xx0123456789abcdefyy");
    expect(hash128(bytes.subarray(2, 18))).toBe(hash128(encoder.encode("0123456789abcdef")));
  });

  test("changes with every single bit of a message of several blocks", () => {
    const bytes = Uint8Array.from({ length: 45 }, (_, at) => at * 37);
    const seen = new Set([hash128(bytes)]);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      seen.add(hash128(flipped));
    }
    expect(seen.size).toBe(1 + bytes.length * 8);
  });
});
