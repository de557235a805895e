/**
 * Length (1 to 4) of the well-formed UTF-8 sequence that starts at `at`, or 0 where there is none before `end`.
 * Well-formed as in table 3-7 of the Unicode standard: no overlong form, no surrogate, nothing above U+10FFFF.
 */
export function utf8SequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] as number;
  if (lead < 0x80) return 1;
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > end) return 0;
  const second = bytes[at + 1] as number;
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let n = 2; n < length; n++) if (((bytes[at + n] as number) & 0xc0) !== 0x80) return 0;
  return length;
}

/** Whether `bytes[start..end)` is well-formed UTF-8. */
export function isUtf8(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  for (let at = start; at < end;) {
    if ((bytes[at] as number) < 0x80) {
      at++;
      continue;
    }
    const length = utf8SequenceLength(bytes, at, end);
    if (length === 0) return false;
    at += length;
  }
  return true;
}
