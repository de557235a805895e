import type { Decimal } from "../base/decimal.ts";
import { MAX_MESSAGE_BYTES } from "./port.ts";
import type { Part } from "../session/mark.ts";
import {
  ANALYTICS_DECIMALS,
  BOOK_DECIMALS,
  COMPLETE_FLAG,
  HEADER_BYTES,
  MAX_REASON_LENGTH,
  PART_FLAGS,
  QUALITY_CODES,
  rowBytes,
  STATISTICS_CODES,
  TEXT_SCALE,
  UNKNOWN_SCALE,
  VIEW_VERSION,
  viewLayout,
  WATCHLIST_MESSAGE,
  type WatchlistRow,
} from "./view.ts";

const encoder = new TextEncoder();

/**
 * Encodes one view as messages of at most {@link MAX_MESSAGE_BYTES} each, the last of them marked complete; at least one,
 * also without rows. Throws RangeError where a single row is larger than a message (its decimals would have tens of thousands of digits).
 */
export function encodeWatchlistView(parts: readonly Part[], rows: readonly WatchlistRow[], seq: number, merged: number): ArrayBuffer[] {
  const messages: ArrayBuffer[] = [];
  let message = new Message(parts);
  for (const row of rows) {
    if (message.add(row)) continue;
    messages.push(message.finish(seq, merged, false));
    message = new Message(parts);
    if (!message.add(row)) throw new RangeError(`row of instrument ${row.instrument} exceeds ${MAX_MESSAGE_BYTES} bytes`);
  }
  messages.push(message.finish(seq, merged, true));
  return messages;
}

class Message {
  private readonly parts: readonly Part[];
  private readonly rows: WatchlistRow[] = [];
  private readonly texts = new Map<string, { number: number; bytes: Uint8Array }>();
  private size = HEADER_BYTES;

  constructor(parts: readonly Part[]) {
    this.parts = parts;
  }

  /** Whether the row still fitted. A row that did not leaves the part as it was. */
  add(row: WatchlistRow): boolean {
    let size = this.size + rowBytes(this.parts);
    const fresh = new Map<string, Uint8Array>();
    this.check(row);
    for (const text of rowTexts(row)) {
      if (this.texts.has(text) || fresh.has(text)) continue;
      const bytes = encoder.encode(text);
      fresh.set(text, bytes);
      size += 2 + bytes.length;
    }
    if (size > MAX_MESSAGE_BYTES) return false;
    for (const [text, bytes] of fresh) this.texts.set(text, { number: this.texts.size + 1, bytes });
    this.rows.push(row);
    this.size = size;
    return true;
  }

  finish(seq: number, merged: number, complete: boolean): ArrayBuffer {
    const { parts, rows, texts } = this;
    const buffer = new ArrayBuffer(this.size);
    const view = new DataView(buffer);
    view.setUint8(0, WATCHLIST_MESSAGE);
    view.setUint8(1, VIEW_VERSION);
    view.setUint8(
      2,
      parts.reduce((flags, part) => flags | PART_FLAGS[part], complete ? COMPLETE_FLAG : 0),
    );
    view.setUint32(4, seq, true);
    view.setUint32(8, rows.length, true);
    view.setUint32(12, texts.size, true);
    view.setFloat64(16, merged, true);
    const at = viewLayout(parts, rows.length);
    rows.forEach(({ instrument, book, analytics }, n) => {
      view.setUint32(at.instrument + n * 4, instrument, true);
      if (book !== null) {
        view.setFloat64(at.since + n * 8, book.sinceMs, true);
        view.setUint32(at.reason + n * 4, book.reason === "" ? 0 : this.textNumber(reasonText(book.reason)), true);
        view.setUint8(at.quality + n, QUALITY_CODES.indexOf(book.quality));
      }
      if (analytics !== null) {
        view.setFloat64(at.last + n * 8, analytics.lastMs ?? Number.NaN, true);
        view.setUint8(at.statistics + n, STATISTICS_CODES.indexOf(analytics.statistics));
      }
      rowDecimals(rows[n] as WatchlistRow).forEach((value, column) => {
        const cell = column * rows.length + n;
        const text = wideText(value);
        view.setUint8(at.scale + cell, value === null ? UNKNOWN_SCALE : text === null ? value.scale : TEXT_SCALE);
        view.setFloat64(at.mantissa + cell * 8, value === null ? 0 : text === null ? Number(value.mantissa) : this.textNumber(text), true);
      });
    });
    let offset = at.texts;
    for (const { bytes } of texts.values()) {
      view.setUint16(offset, bytes.length, true);
      new Uint8Array(buffer, offset + 2).set(bytes);
      offset += 2 + bytes.length;
    }
    return buffer;
  }

  private check({ instrument, book, analytics }: WatchlistRow): void {
    const { parts } = this;
    if ((book !== null) !== parts.includes("book") || (analytics !== null) !== parts.includes("analytics")) {
      throw new Error(`the row of instrument ${instrument} has other halves than its view (${parts.join(", ")})`);
    }
  }

  private textNumber(text: string): number {
    const entry = this.texts.get(text);
    if (entry === undefined) throw new Error(`text not in the message: ${text.slice(0, 40)}`);
    return entry.number;
  }
}

function rowDecimals({ book, analytics }: WatchlistRow): (Decimal | null)[] {
  return [
    ...(book === null ? [] : BOOK_DECIMALS.map((name) => book[name])),
    ...(analytics === null ? [] : ANALYTICS_DECIMALS.map((name) => analytics[name])),
  ];
}

function rowTexts(row: WatchlistRow): string[] {
  const texts = rowDecimals(row)
    .map(wideText)
    .filter((text) => text !== null);
  if (row.book !== null && row.book.reason !== "") texts.push(reasonText(row.book.reason));
  return texts;
}

function reasonText(reason: string): string {
  return reason.slice(0, MAX_REASON_LENGTH).toWellFormed();
}

/** The text that carries a decimal which the columns cannot; null where they can. */
function wideText(value: Decimal | null): string | null {
  if (value === null) return null;
  const { mantissa, scale } = value;
  return typeof mantissa === "number" && scale < TEXT_SCALE ? null : `${mantissa}e-${scale}`;
}
