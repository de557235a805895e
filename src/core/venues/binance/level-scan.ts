import { POW10 } from "../../base/decimal.ts";
import type { LevelList } from "../../book/depth-update.ts";

/** The text is not a list of levels, or not one that the fast path reads. */
export const NO_LEVELS = -1;
/** A digit is finer than the scale. */
export const FINER_LEVELS = -2;

const QUOTE = 34;
const COMMA = 44;
const POINT = 46;
const OPEN = 91;
const CLOSE = 93;
/** `","`, `"],[` and `"]]` as the low bytes of a word. */
const BETWEEN = 0x222c22;
const NEXT = 0x5b2c5d22;
const LAST = 0x5d5d22;
/** The digits and places that are read in words; a number with more is read digit by digit. */
const MOST_DIGITS = 9;
const MOST_PLACES = 8;
/** More than a level that is read in words can reach: two such numbers and what stands around them. */
const REACH = 64;

/** How many places a number is most likely written with, and the bytes that hold them among the eight behind its point. */
class Places {
  count = MOST_PLACES;
  high = -1;
  low = -1;

  expect(count: number): void {
    if (count === this.count || count < 1 || count > MOST_PLACES) return;
    this.count = count;
    this.high = count >= 4 ? -1 : (1 << (count << 3)) - 1;
    this.low = count === 8 ? -1 : count <= 4 ? 0 : (1 << ((count - 4) << 3)) - 1;
  }
}

/**
 * Reads lists of price levels, `[["61685.98","1.2"],...]`, straight from bytes: the time of a depth message goes here. A number's places are
 * read as two words of four digits, whose arithmetic is on all four at once; odd numbers and those near the buffer's end are read digit by
 * digit, with the same result. Every byte is checked.
 */
export class LevelScan {
  /** Where a digit was finer than the scale: the places it needs. */
  finerPrice = 0;
  finerQty = 0;
  private readonly pricePlaces = new Places();
  private readonly qtyPlaces = new Places();
  /** Behind the number that was read last digit by digit. */
  private at = 0;
  /** The places that number was written with. */
  private places = 0;
  private bytes: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(new ArrayBuffer(0));

  /** Reads from these bytes from now on; `view` shows the same. */
  look(bytes: Uint8Array, view: DataView): void {
    this.bytes = bytes;
    this.view = view;
  }

  /** Reads the list behind the bracket before `at`; returns the place behind its closing bracket, {@link NO_LEVELS} or {@link FINER_LEVELS}. */
  read(at: number, list: LevelList, priceScale: number, qtyScale: number): number {
    const { bytes } = this;
    list.clear();
    if (bytes[at] === CLOSE) return at + 1;
    if (bytes[at] !== OPEN || bytes[at + 1] !== QUOTE) return NO_LEVELS;
    // Each turn begins with the first digit of a price.
    for (at += 2; ;) {
      at = this.plainLevels(at, list, priceScale, qtyScale);
      if (at < 0) return -at;
      at = this.slowLevel(at, list, priceScale, qtyScale);
      if (at < 0 || bytes[at] === CLOSE) return at < 0 ? at : at + 1;
      if (bytes[at] !== COMMA || bytes[at + 1] !== OPEN || bytes[at + 2] !== QUOTE) return NO_LEVELS;
      at += 3;
    }
  }

  /**
   * Reads levels whose numbers have up to nine digits, a point and as many places as the last ones. Returns the place behind the closing bracket,
   * negated, or that of the first digit of a level that is another. Written out flat, without calls, and with the end of each number foretold and then checked,
   * so that the processor need not wait for it to begin with the next: that is worth half the time.
   */
  private plainLevels(at: number, list: LevelList, priceScale: number, qtyScale: number): number {
    const { bytes, view } = this;
    if (priceScale > MOST_PLACES || qtyScale > MOST_PLACES) return at;
    const { count: pricePlaces, high: priceHigh, low: priceLow } = this.pricePlaces;
    const { count: qtyPlaces, high: qtyHigh, low: qtyLow } = this.qtyPlaces;
    const pricePower = POW10[priceScale] as number;
    const qtyPower = POW10[qtyScale] as number;
    const priceDivisor = POW10[MOST_PLACES - priceScale] as number;
    const qtyDivisor = POW10[MOST_PLACES - qtyScale] as number;
    const priceInverse = 1 / priceDivisor;
    const qtyInverse = 1 / qtyDivisor;
    const safe = bytes.length - REACH;
    let { price: prices, qty: quantities, count } = list;
    while (at <= safe) {
      if (count === prices.length) {
        list.count = count;
        list.reserve();
        ({ price: prices, qty: quantities } = list);
      }
      let point = at + 1;
      let whole = (bytes[at] as number) - 48;
      if (whole < 0 || whole > 9) break;
      let digit = (bytes[point] as number) - 48;
      while (digit >= 0 && digit <= 9) {
        whole = (Math.imul(whole, 10) + digit) | 0;
        digit = (bytes[++point] as number) - 48;
      }
      if (digit !== POINT - 48 || point - at > MOST_DIGITS) break;
      let high = (view.getInt32(point + 1, true) ^ 0x30303030) & priceHigh;
      let low = (view.getInt32(point + 5, true) ^ 0x30303030) & priceLow;
      if (((high | (high + 0x76767676) | low | (low + 0x76767676)) & 0x80808080) !== 0) break; // a byte above 9
      let tens = (Math.imul(high, 10) + (high >>> 8)) & 0x00ff00ff;
      let ones = (Math.imul(low, 10) + (low >>> 8)) & 0x00ff00ff;
      let fraction = (Math.imul(Math.imul(tens & 0xff, 100) + (tens >>> 16), 10_000) + Math.imul(ones & 0xff, 100) + (ones >>> 16)) | 0;
      let scaled = (fraction * priceInverse + 0.5) | 0;
      const price = whole * pricePower + scaled;
      if (Math.imul(scaled, priceDivisor) !== fraction || price === 0 || price > Number.MAX_SAFE_INTEGER) break;
      point += 1 + pricePlaces;
      if ((view.getInt32(point, true) & 0xffffff) !== BETWEEN) break;

      const from = point + 3;
      whole = (bytes[from] as number) - 48;
      if (whole < 0 || whole > 9) break;
      point = from + 1;
      digit = (bytes[point] as number) - 48;
      while (digit >= 0 && digit <= 9) {
        whole = (Math.imul(whole, 10) + digit) | 0;
        digit = (bytes[++point] as number) - 48;
      }
      if (digit !== POINT - 48 || point - from > MOST_DIGITS) break;
      high = (view.getInt32(point + 1, true) ^ 0x30303030) & qtyHigh;
      low = (view.getInt32(point + 5, true) ^ 0x30303030) & qtyLow;
      if (((high | (high + 0x76767676) | low | (low + 0x76767676)) & 0x80808080) !== 0) break;
      tens = (Math.imul(high, 10) + (high >>> 8)) & 0x00ff00ff;
      ones = (Math.imul(low, 10) + (low >>> 8)) & 0x00ff00ff;
      fraction = (Math.imul(Math.imul(tens & 0xff, 100) + (tens >>> 16), 10_000) + Math.imul(ones & 0xff, 100) + (ones >>> 16)) | 0;
      scaled = (fraction * qtyInverse + 0.5) | 0;
      const qty = whole * qtyPower + scaled;
      if (Math.imul(scaled, qtyDivisor) !== fraction || qty > Number.MAX_SAFE_INTEGER) break;
      point += 1 + qtyPlaces;

      const behind = view.getInt32(point, true);
      if (behind === NEXT && bytes[point + 4] === QUOTE) {
        prices[count] = price;
        quantities[count++] = qty;
        at = point + 5;
        continue;
      }
      if ((behind & 0xffffff) !== LAST) break;
      prices[count] = price;
      quantities[count++] = qty;
      list.count = count;
      return -point - 3;
    }
    list.count = count;
    return at;
  }

  /** Reads one level from the first digit of its price; returns the place behind its bracket. */
  private slowLevel(at: number, list: LevelList, priceScale: number, qtyScale: number): number {
    const { bytes } = this;
    const price = this.slowNumber(at, priceScale);
    if (price < 0) return price === FINER_LEVELS ? this.finer(true) : NO_LEVELS;
    if (bytes[this.at + 1] !== COMMA || bytes[this.at + 2] !== QUOTE) return NO_LEVELS;
    this.pricePlaces.expect(this.places);
    const qty = this.slowNumber(this.at + 3, qtyScale);
    if (qty < 0) return qty === FINER_LEVELS ? this.finer(false) : NO_LEVELS;
    if (price > Number.MAX_SAFE_INTEGER || qty > Number.MAX_SAFE_INTEGER || price === 0) return NO_LEVELS;
    this.qtyPlaces.expect(this.places);
    list.push(price, qty);
    return bytes[this.at + 1] === CLOSE ? this.at + 2 : NO_LEVELS;
  }

  /** Reads a decimal up to its closing quote, where {@link at} then stands. */
  private slowNumber(at: number, scale: number): number {
    const { bytes } = this;
    let value = 0;
    let digit = 0;
    let start = at;
    while ((digit = (bytes[at] as number) - 48) >= 0 && digit <= 9) {
      value = value * 10 + digit;
      at++;
    }
    if (at === start) return NO_LEVELS;
    let places = 0;
    this.places = 0;
    if (bytes[at] === POINT) {
      start = ++at;
      while (places < scale && (digit = (bytes[at] as number) - 48) >= 0 && digit <= 9) {
        value = value * 10 + digit;
        places++;
        at++;
      }
      while (bytes[at] === 48) at++;
      if (at === start) return NO_LEVELS;
      this.places = at - start;
    }
    this.at = at;
    if (bytes[at] !== QUOTE) return FINER_LEVELS;
    return value * (POW10[scale - places] as number);
  }

  /** The number at {@link at} goes on below the scale: finds how many places it needs, or that it is no number. */
  private finer(price: boolean): number {
    const { bytes, at } = this;
    let start = at;
    while (bytes[start - 1] !== QUOTE) start--;
    let point = start;
    while (point < at && bytes[point] !== POINT) point++;
    let end = at;
    let last = at;
    for (let digit = 0; (digit = (bytes[end] as number) - 48) >= 0 && digit <= 9; end++) if (digit !== 0) last = end + 1;
    if (point === at || last === at || bytes[end] !== QUOTE) return NO_LEVELS;
    if (price) this.finerPrice = last - point - 1;
    else this.finerQty = last - point - 1;
    return FINER_LEVELS;
  }
}
