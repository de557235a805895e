/** CRC-32 as zlib, PNG and the exchanges have it (polynomial 0xEDB88320, reflected; ISO 3309), as an unsigned 32-bit integer. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** The CRC-32 of a text of ASCII characters. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) crc = (crc >>> 8) ^ (TABLE[(crc ^ text.charCodeAt(at)) & 255] as number);
  return ~crc >>> 0;
}
