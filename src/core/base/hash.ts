/**
 * MurmurHash3 x86 128-bit (Austin Appleby, public domain description in SMHasher): fast on 32-bit integer
 * arithmetic, which is what JavaScript engines do best. It finds accidents and defects; it is no defence against forgery.
 * Returns 32 lower-case hexadecimal digits.
 */
export function hash128(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length;
  const whole = length & ~15;
  const h = new Int32Array(4);
  const k = new Int32Array(4);
  for (let at = 0; at < whole; at += 16) {
    for (let lane = 0; lane < 4; lane++) {
      mixIn(h, lane, view.getInt32(at + lane * 4, true));
      stir(h, lane);
    }
  }
  for (let at = whole; at < length; at++) {
    const lane = (at - whole) >> 2;
    k[lane] = (k[lane] as number) | ((bytes[at] as number) << (((at - whole) & 3) * 8));
  }
  for (let lane = 0; lane < 4; lane++) if (k[lane] !== 0) mixIn(h, lane, k[lane] as number);
  return finish(h, length);
}

const C = [0x239b961b, 0xab0e9789 | 0, 0x38b34ae5, 0xa1e38b93 | 0] as const;
const LEFT = [15, 16, 17, 18] as const;
const TURN = [19, 17, 15, 13] as const;
const PLUS = [0x561ccd1b, 0x0bcaa747, 0x96cd1c35 | 0, 0x32ac3b17] as const;

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

function mixIn(h: Int32Array, lane: number, word: number): void {
  const scrambled = Math.imul(rotate(Math.imul(word, C[lane] as number), LEFT[lane] as number), C[(lane + 1) & 3] as number);
  h[lane] = (h[lane] as number) ^ scrambled;
}

function stir(h: Int32Array, lane: number): void {
  const sum = (rotate(h[lane] as number, TURN[lane] as number) + (h[(lane + 1) & 3] as number)) | 0;
  h[lane] = (Math.imul(sum, 5) + (PLUS[lane] as number)) | 0;
}

function avalanche(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

function finish(h: Int32Array, length: number): string {
  for (let lane = 0; lane < 4; lane++) h[lane] = (h[lane] as number) ^ length;
  spread(h);
  for (let lane = 0; lane < 4; lane++) h[lane] = avalanche(h[lane] as number);
  spread(h);
  return Array.from(h, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function spread(h: Int32Array): void {
  const first = (h[0] as number) + (h[1] as number) + (h[2] as number) + (h[3] as number);
  h[0] = first;
  for (let lane = 1; lane < 4; lane++) h[lane] = (h[lane] as number) + first;
}
