import { type Decimal, narrow } from "../base/decimal.ts";
import {
  DECIMAL_COLUMNS,
  HEADER_BYTES,
  QUALITY_CODES,
  TEXT_SCALE,
  UNKNOWN_SCALE,
  VIEW_VERSION,
  ViewError,
  viewLayout,
  WATCHLIST_MESSAGE,
  type WatchlistRow,
  type WatchlistView,
} from "./view.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });
const WIDE = /^(-?[0-9]+)e-([0-9]+)$/;

/** Reads what `encodeWatchlistView` wrote; throws {@link ViewError} where the bytes are anything else. */
export function decodeWatchlistView(buffer: ArrayBuffer): WatchlistView {
  const view = new DataView(buffer);
  if (buffer.byteLength < HEADER_BYTES) throw new ViewError(`view of ${buffer.byteLength} bytes has no header`);
  const message = view.getUint8(0);
  const version = view.getUint8(1);
  if (message !== WATCHLIST_MESSAGE || version !== VIEW_VERSION) throw new ViewError(`view message ${message} of version ${version} is not known`);
  const count = view.getUint32(8, true);
  const at = viewLayout(count);
  if (at.texts > buffer.byteLength) throw new ViewError(`view of ${count} rows does not fit in ${buffer.byteLength} bytes`);
  const texts = readTexts(view, at.texts, view.getUint32(12, true));
  const textAt = (number: number): string => {
    const text = texts[number - 1];
    if (text === undefined) throw new ViewError(`view has no text ${number}`);
    return text;
  };
  const decimal = (column: number, row: number): Decimal | null => {
    const cell = column * count + row;
    const scale = view.getUint8(at.scale + cell);
    if (scale === UNKNOWN_SCALE) return null;
    const mantissa = view.getFloat64(at.mantissa + cell * 8, true);
    if (scale === TEXT_SCALE) return readWide(textAt(mantissa));
    if (!Number.isSafeInteger(mantissa)) throw new ViewError(`${mantissa} is not an exact integer`);
    return { mantissa, scale };
  };
  const rows: WatchlistRow[] = [];
  for (let n = 0; n < count; n++) {
    const quality = QUALITY_CODES[view.getUint8(at.quality + n)];
    if (quality === undefined) throw new ViewError(`quality code ${view.getUint8(at.quality + n)} is not known`);
    const reason = view.getUint32(at.reason + n * 4, true);
    const [last, bid, ask, volume] = DECIMAL_COLUMNS.map((_, column) => decimal(column, n));
    rows.push({
      instrument: view.getUint32(at.instrument + n * 4, true),
      last: last ?? null,
      bid: bid ?? null,
      ask: ask ?? null,
      volume: volume ?? null,
      quality,
      sinceMs: view.getFloat64(at.since + n * 8, true),
      reason: reason === 0 ? "" : textAt(reason),
    });
  }
  return { seq: view.getUint32(4, true), complete: view.getUint8(2) === 1, merged: view.getFloat64(16, true), rows };
}

function readTexts(view: DataView, from: number, count: number): string[] {
  const texts: string[] = [];
  let offset = from;
  for (let n = 0; n < count; n++) {
    if (offset + 2 > view.byteLength) throw new ViewError(`view ends within text ${n + 1}`);
    const length = view.getUint16(offset, true);
    offset += 2;
    if (offset + length > view.byteLength) throw new ViewError(`view ends within text ${n + 1}`);
    try {
      texts.push(decoder.decode(new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset + offset, length)));
    } catch (cause) {
      throw new ViewError(`text ${n + 1} is not UTF-8`, { cause });
    }
    offset += length;
  }
  if (offset !== view.byteLength) throw new ViewError(`view has ${view.byteLength - offset} bytes too many`);
  return texts;
}

function readWide(text: string): Decimal {
  const match = WIDE.exec(text);
  if (match === null) throw new ViewError("text is not an exact decimal");
  return { mantissa: narrow(BigInt(match[1] as string)), scale: Number(match[2]) };
}
