const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PAD = 0x3d;
const LETTERS = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));
const VALUES = new Uint8Array(256).fill(255);
for (const [value, letter] of LETTERS.entries()) VALUES[letter] = value;

/** Bytes that the base64 text (RFC 4648, padded) in `text[start..end)` stands for, or undefined where it is no canonical base64. */
export function fromBase64(text: Uint8Array, start: number, end: number): Uint8Array<ArrayBuffer> | undefined {
  const length = end - start;
  if (length % 4 !== 0) return undefined;
  const padding = length > 0 && text[end - 1] === PAD ? (text[end - 2] === PAD ? 2 : 1) : 0;
  const out = new Uint8Array((length / 4) * 3 - padding);
  let used = 0;
  let held = 0;
  let bits = 0;
  for (let at = start; at < end - padding; at++) {
    const value = VALUES[text[at] as number] as number;
    if (value === 255) return undefined;
    held = ((held << 6) | value) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out[used++] = held >> bits;
  }
  return (held & ((1 << bits) - 1)) === 0 ? out : undefined;
}

/** The base64 text of `bytes[start..end)` as ASCII bytes, padded. */
export function toBase64(bytes: Uint8Array, start: number, end: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(Math.ceil((end - start) / 3) * 4).fill(PAD);
  let used = 0;
  for (let at = start; at < end; at += 3) {
    const left = end - at;
    const group = ((bytes[at] as number) << 16) | ((left > 1 ? (bytes[at + 1] as number) : 0) << 8) | (left > 2 ? (bytes[at + 2] as number) : 0);
    out[used] = LETTERS[group >> 18] as number;
    out[used + 1] = LETTERS[(group >> 12) & 63] as number;
    if (left > 1) out[used + 2] = LETTERS[(group >> 6) & 63] as number;
    if (left > 2) out[used + 3] = LETTERS[group & 63] as number;
    used += 4;
  }
  return out;
}
