import { type Decimal, formatDecimal, type Int, narrow, parseDecimal } from "../base/decimal.ts";
import { NumberText } from "../base/json-lexemes.ts";

/** A JSON object whose members have not been looked at yet. */
export type Json = Readonly<Record<string, unknown>>;

/** The latest event time accepted, in Unix ms: the end of the year 9999. */
export const MAX_EVENT_MS = 253_402_300_799_999;

/** Says what is wrong with a message; caught where the message is decoded, and counted. */
export class MalformedMessage extends Error {
  override readonly name = "MalformedMessage";
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof NumberText);
}

/** A member that is an object; throws a {@link MalformedMessage} where it is none, as all of these do. */
export function object(data: Json, key: string): Json {
  const value = data[key];
  if (!isObject(value)) throw new MalformedMessage(`${key} is not an object`);
  return value;
}

export function list(data: Json, key: string): readonly unknown[] {
  const value = data[key];
  if (!Array.isArray(value)) throw new MalformedMessage(`${key} is not a list`);
  return value;
}

/** A member that is a list of objects. */
export function objects(data: Json, key: string): readonly Json[] {
  return list(data, key).map((entry) => {
    if (!isObject(entry)) throw new MalformedMessage(`${key} holds no object`);
    return entry;
  });
}

/** A text that is not empty and is well-formed Unicode. */
export function text(data: Json, key: string): string {
  const value = data[key];
  if (typeof value !== "string" || value === "" || !value.isWellFormed()) throw new MalformedMessage(`${key} is not a text`);
  return value;
}

export function flag(data: Json, key: string): boolean {
  const value = data[key];
  if (typeof value !== "boolean") throw new MalformedMessage(`${key} is not true or false`);
  return value;
}

/** The characters of a number, sent bare or in quotes; undefined where the value is neither. */
export function numberText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (value instanceof NumberText) return value.text;
  return typeof value === "number" ? String(value) : undefined;
}

/** An integer sent bare or in quotes, of any size. */
export function integer(data: Json, key: string, least: Int = 0): Int {
  const written = numberText(data[key]);
  if (written === undefined || !/^-?[0-9]{1,40}$/.test(written)) throw new MalformedMessage(`${key} is not an integer`);
  const value = narrow(BigInt(written));
  if (value < least) throw new MalformedMessage(`${key} is below ${least}`);
  return value === 0 ? 0 : value; // `-0` is JSON too, and would be stored as 0
}

/** An integer up to 2^53 - 1. */
export function safeInteger(data: Json, key: string, least = 0): number {
  const value = integer(data, key, least);
  if (typeof value !== "number") throw new MalformedMessage(`${key} is beyond 2^53`);
  return value;
}

/** A trade's running number; as text beyond 2^53, where no number is exact. */
export function tradeId(data: Json, key: string): number | string {
  const id = integer(data, key);
  return typeof id === "number" ? id : String(id);
}

/** A time in Unix milliseconds. */
export function timeMs(data: Json, key: string): number {
  const value = safeInteger(data, key);
  if (value > MAX_EVENT_MS) throw new MalformedMessage(`${key} is no time in milliseconds`);
  return value;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** A time such as `2026-08-01T02:53:53.398143Z`, in Unix milliseconds, cut. */
export function isoTimeMs(data: Json, key: string): number {
  const value = data[key];
  const parsed = typeof value === "string" && ISO.test(value) ? new Date(value.replace(/(\.\d{3})\d+Z$/, "$1Z")).getTime() : Number.NaN;
  if (!(parsed >= 0)) throw new MalformedMessage(`${key} is no time such as 2026-08-01T02:53:53.398143Z`);
  return parsed;
}

/** The venue's time of a message that is not read any further; 0 where it has none that is one. */
export function timeOr0(data: unknown, key: string, read: (data: Json, key: string) => number = timeMs): number {
  if (!isObject(data) || data[key] === undefined) return 0;
  try {
    return read(data, key);
  } catch (error) {
    if (error instanceof MalformedMessage) return 0;
    throw error;
  }
}

const EXPONENT = /^(-?)([0-9]+)(?:\.([0-9]+))?[eE]([+-]?[0-9]{1,3})$/;

/** A decimal as a venue writes it, with or without an exponent, exactly; undefined for anything else. */
export function wireDecimal(written: string): Decimal | undefined {
  const found = EXPONENT.exec(written);
  if (found === null) return parseDecimal(written);
  const [, sign = "", whole = "", fraction = "", power = "0"] = found;
  const digits = whole + fraction;
  const point = whole.length + Number(power);
  if (point <= 0) return parseDecimal(`${sign}0.${"0".repeat(-point)}${digits}`);
  if (point >= digits.length) return parseDecimal(`${sign}${digits}${"0".repeat(point - digits.length)}`);
  return parseDecimal(`${sign}${digits.slice(0, point)}.${digits.slice(point)}`);
}

/** A decimal of 0 or more, sent bare or in quotes. */
export function decimalOf(value: unknown, what: string): Decimal {
  const decimal = signedDecimalOf(value, what);
  if (decimal.mantissa < 0) throw new MalformedMessage(`${what} is negative`);
  return decimal;
}

export function signedDecimalOf(value: unknown, what: string): Decimal {
  const written = numberText(value);
  const decimal = written === undefined ? undefined : wireDecimal(written);
  if (decimal === undefined) throw new MalformedMessage(`${what} is not a decimal`);
  return decimal;
}

export function decimal(data: Json, key: string): Decimal {
  return decimalOf(data[key], key);
}

/** A decimal's shortest text, for the venue's own figures. */
export function decimalText(data: Json, key: string): string {
  const { mantissa, scale } = signedDecimalOf(data[key], key);
  return formatDecimal(mantissa, scale);
}
