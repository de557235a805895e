/** A WebSocket's close frame holds so many bytes of reason (RFC 6455, 5.5). */
const MAX_REASON_BYTES = 123;

/** As much of a reason as a WebSocket carries, cut between two characters. */
export function fitReason(reason: string): string {
  let bytes = 0;
  let fitting = "";
  for (const character of reason) {
    bytes += utf8Length(character.codePointAt(0) ?? 0);
    if (bytes > MAX_REASON_BYTES) break;
    fitting += character;
  }
  return fitting;
}

function utf8Length(codePoint: number): number {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
}
