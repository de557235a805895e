import { type ByteReader, type ByteWriter, BytesError } from "../base/bytes.ts";
import { KLINE_FIELDS, type KlineField } from "./exchange-kline.ts";
import type { CandleDifference, FieldDifference } from "./reconciliation.ts";

/** Order is the code in the bytes: append only. */
const KINDS: readonly CandleDifference["kind"][] = ["different", "absent-here", "absent-there"];

/** Writes differences in columns: open times (each as its distance from the one before), kinds, completeness, then the figures of each. */
export function writeDifferences(w: ByteWriter, differences: readonly CandleDifference[]): void {
  w.uint(differences.length);
  let before = 0;
  for (const { openTime } of differences) {
    w.int(openTime - before);
    before = openTime;
  }
  for (const { kind } of differences) w.u8(KINDS.indexOf(kind));
  for (const { complete } of differences) w.bool(complete);
  for (const { fields } of differences) {
    w.uint(maskOf(fields));
    for (const field of KLINE_FIELDS) {
      const figure = fields[field];
      if (figure !== undefined) for (const text of [figure.ours, figure.theirs, figure.difference]) w.string(text);
    }
  }
}

/** Reads back what {@link writeDifferences} wrote; throws BytesError where the bytes are anything else. */
export function readDifferences(r: ByteReader): CandleDifference[] {
  const times: number[] = [];
  for (let left = r.uint(), before = 0; left > 0; left--) times.push((before += Number(r.int())));
  const kinds = times.map(() => {
    const kind = KINDS[r.u8()];
    if (kind === undefined) throw new BytesError("no such difference of candles");
    return kind;
  });
  const complete = times.map(() => r.bool());
  return times.map((openTime, n) => ({
    openTime,
    kind: kinds[n] as CandleDifference["kind"],
    complete: complete[n] as boolean,
    fields: readFields(r),
  }));
}

/** Which figures there are, as bits in the order of the fields. */
export function maskOf(fields: Readonly<Partial<Record<KlineField, unknown>>>): number {
  return KLINE_FIELDS.reduce((mask, field, bit) => (fields[field] === undefined ? mask : mask | (1 << bit)), 0);
}

/** The figures that a mask names; throws BytesError where it names others. */
export function fieldsOf(mask: number): KlineField[] {
  if (mask >= 1 << KLINE_FIELDS.length) throw new BytesError(`${mask} names figures that a candle has not`);
  return KLINE_FIELDS.filter((_, bit) => (mask & (1 << bit)) !== 0);
}

function readFields(r: ByteReader): CandleDifference["fields"] {
  const told = fieldsOf(r.uint()).map((field): [KlineField, FieldDifference] => [
    field,
    { ours: r.string(), theirs: r.string(), difference: r.string() },
  ]);
  return Object.fromEntries(told);
}
