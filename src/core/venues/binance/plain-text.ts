const PLAIN = Uint8Array.from({ length: 256 }, (_, code) => (code >= 32 && code < 127 && code !== 34 && code !== 92 ? 1 : 0));

/** Printable ASCII that ends no JSON string and escapes nothing. */
export function isPlain(code: number): boolean {
  return PLAIN[code] === 1;
}

/** Whether this text stands at `at`. */
export function matches(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}
