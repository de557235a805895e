import { type Decimal, narrow } from "../base/decimal.ts";
import type { Part } from "../session/mark.ts";
import {
  ANALYTICS_DECIMALS,
  type AnalyticsHalf,
  BOOK_DECIMALS,
  type BookHalf,
  COMPLETE_FLAG,
  HEADER_BYTES,
  PART_FLAGS,
  QUALITY_CODES,
  STATISTICS_CODES,
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
  const parts = readParts(view.getUint8(2));
  const count = view.getUint32(8, true);
  const at = viewLayout(parts, count);
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
  const book = (row: number): BookHalf => {
    const [bid, ask] = BOOK_DECIMALS.map((_, column) => decimal(column, row));
    const reason = view.getUint32(at.reason + row * 4, true);
    return {
      bid: bid as Decimal | null,
      ask: ask as Decimal | null,
      quality: coded(QUALITY_CODES, view.getUint8(at.quality + row), "quality"),
      sinceMs: view.getFloat64(at.since + row * 8, true),
      reason: reason === 0 ? "" : textAt(reason),
    };
  };
  const before = parts.includes("book") ? BOOK_DECIMALS.length : 0;
  const analytics = (row: number): AnalyticsHalf => {
    const figures = ANALYTICS_DECIMALS.map((name, column) => [name, decimal(before + column, row)] as const);
    const lastMs = view.getFloat64(at.last + row * 8, true);
    return {
      ...(Object.fromEntries(figures) as Pick<AnalyticsHalf, (typeof ANALYTICS_DECIMALS)[number]>),
      lastMs: Number.isNaN(lastMs) ? null : lastMs,
      statistics: coded(STATISTICS_CODES, view.getUint8(at.statistics + row), "statistics"),
    };
  };
  const rows = Array.from({ length: count }, (_, row): WatchlistRow => ({
    instrument: view.getUint32(at.instrument + row * 4, true),
    book: parts.includes("book") ? book(row) : null,
    analytics: parts.includes("analytics") ? analytics(row) : null,
  }));
  const complete = (view.getUint8(2) & COMPLETE_FLAG) !== 0;
  return { seq: view.getUint32(4, true), complete, merged: view.getFloat64(16, true), parts, rows };
}

function readParts(flags: number): Part[] {
  const parts = (["book", "analytics"] as const).filter((part) => (flags & PART_FLAGS[part]) !== 0);
  const known = parts.reduce((sum, part) => sum | PART_FLAGS[part], COMPLETE_FLAG);
  if (parts.length === 0 || (flags & ~known) !== 0) throw new ViewError(`view flags ${flags} are not known`);
  return parts;
}

function coded<T>(of: readonly T[], code: number, what: string): T {
  const value = of[code];
  if (value === undefined) throw new ViewError(`${what} code ${code} is not known`);
  return value;
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
