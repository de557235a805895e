import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { formatDecimal, parseDecimal } from "../base/decimal.ts";
import type { VenueFigures } from "../venues/message.ts";
import { type CandleConvention, FIRST_TRADE_OPENS } from "./candle-convention.ts";
import type { CandleRow } from "./candle-row.ts";
import { fieldsOf, maskOf, readDifferences, writeDifferences } from "./difference-codec.ts";
import { KLINE_FIELDS, type KlineField, type PartialKline, toldKline } from "./exchange-kline.ts";
import { MINUTE_MS, ONE_MINUTE } from "./interval.ts";
import { type CandleDifference, fieldDifferences, hasTrades } from "./reconciliation.ts";

/** Differences that are remembered, the last ones. */
export const KEPT_DIFFERENCES = 5;
/** Candles may change for an hour; a few minutes more wait for a trade behind the watermark. What is older has no candle to stand against. */
const KEPT_KLINES = 120;

/** How an instrument's candles stand: proven by trade ids, and against the exchange's own. */
export interface CandleAuditReport {
  /** Messages whose trades had all come before. */
  readonly duplicate: number;
  /** Candles whose time is over, and those of them that may lack trades. */
  readonly candles: number;
  readonly incomplete: number;
  /** Candles that both sides speak of, and how many of them agree in every figure that the exchange tells. */
  readonly compared: number;
  readonly equal: number;
  /** Differences on candles that trade ids prove whole (somebody errs), and on the others (trades are missing here). */
  readonly unexplained: number;
  readonly explained: number;
  /** The last differences, in order of time. */
  readonly differences: readonly CandleDifference[];
}

/** What depends on the price that a venue opens a candle at. */
const OPENING: ReadonlySet<KlineField> = new Set(["open", "high", "low"]);

type Tally = Omit<CandleAuditReport, "duplicate" | "differences">;

/**
 * Holds the 1 m candles of an instrument against the finished candles of the exchange's own stream, each when its time is over, and for good
 * when it can no longer change. It stands beside the fold: in keyframes, so that it goes on after a seek, and in no digest.
 */
export class CandleAudit {
  duplicate = 0;
  private readonly convention: CandleConvention;
  private tally: Tally = { candles: 0, incomplete: 0, compared: 0, equal: 0, unexplained: 0, explained: 0 };
  private differences: CandleDifference[] = [];
  private readonly klines = new Map<number, PartialKline>();
  /** Open time of the last candle that left; -1 before the first. */
  private leftMs = -1;

  constructor(convention: CandleConvention = FIRST_TRADE_OPENS) {
    this.convention = convention;
  }

  /** The exchange published figures of its own; its finished 1 m candles are taken. */
  tell(figures: VenueFigures): void {
    const { name, values } = figures;
    if (name !== "kline" || (values["x"] !== true && values["final"] !== true)) return;
    const told = toldKline(figures);
    if (told === null || told.interval !== ONE_MINUTE.name || !(told.kline.openTime > this.leftMs)) return;
    const kline = this.provable(told.kline);
    if (kline === null) return;
    this.klines.set(kline.openTime, kline);
    if (this.klines.size > KEPT_KLINES) this.klines.delete(this.klines.keys().next().value as number);
  }

  /** A candle can no longer change. Once each, in order of time. */
  leave(row: CandleRow): void {
    const { tally, differences } = this.standing([row], row.openTime, this.tally, this.differences);
    this.tally = tally;
    this.differences = differences;
    this.leftMs = row.openTime;
    for (const openTime of this.klines.keys()) if (openTime <= row.openTime) this.klines.delete(openTime);
  }

  /** `held`: the candles that may still change, in order of time, `finalMs`: what ends by then is over. */
  report(held: readonly CandleRow[], finalMs: number): CandleAuditReport {
    const final = held.filter((row) => row.final);
    const { tally, differences } = this.standing(final, finalMs - MINUTE_MS, this.tally, this.differences);
    return { duplicate: this.duplicate, ...tally, differences };
  }

  /** Writes what it knows; of the exchange's candles that agree with those `held` (asked for where there are any) only that they do. */
  write(w: ByteWriter, held: () => readonly CandleRow[]): void {
    const { candles, incomplete, compared, equal, unexplained, explained } = this.tally;
    for (const count of [this.duplicate, candles, incomplete, compared, equal, unexplained, explained, this.leftMs + 1]) w.uint(count);
    writeDifferences(w, this.differences);
    w.uint(this.klines.size);
    if (this.klines.size === 0) return;
    const rows = new Map(held().map((row) => [row.openTime, row]));
    for (const [openTime, kline] of this.klines) {
      const row = rows.get(openTime);
      const agrees = row !== undefined && Object.keys(fieldDifferences(row, kline)).length === 0;
      w.uint(openTime);
      w.uint(maskOf(kline));
      w.bool(agrees);
      if (agrees) continue;
      for (const field of KLINE_FIELDS) if (kline[field] !== undefined) w.string(String(kline[field]));
    }
  }

  /** Reads back what {@link write} wrote beside the same candles. */
  read(r: ByteReader, held: readonly CandleRow[]): void {
    this.duplicate = r.uint();
    const [candles, incomplete, compared, equal, unexplained, explained] = [r.uint(), r.uint(), r.uint(), r.uint(), r.uint(), r.uint()];
    this.tally = { candles, incomplete, compared, equal, unexplained, explained };
    this.leftMs = r.uint() - 1;
    this.differences = readDifferences(r);
    const rows = new Map(held.map((row) => [row.openTime, row]));
    for (let left = r.uint(); left > 0; left--) {
      const openTime = r.uint();
      const fields = fieldsOf(r.uint());
      const row = r.bool() ? rows.get(openTime) : undefined;
      const told = fields.map((field) => [field, row !== undefined ? row[field] : field === "trades" ? Number(r.string()) : r.string()] as const);
      this.klines.set(openTime, { openTime, ...(Object.fromEntries(told) as Partial<PartialKline>) });
    }
  }

  /**
   * What trades can prove of it: a venue may open a candle at the close before it, which its high and low then include. Decimals in shortest
   * form, as in our candles: whether a figure is kept or read back from one of those must leave no trace. Null where it is no candle at all.
   */
  private provable(kline: PartialKline): PartialKline | null {
    const { openTime } = kline;
    const fields = KLINE_FIELDS.filter((field) => kline[field] !== undefined && (this.convention.open === "first-trade" || !OPENING.has(field)));
    const told = fields.map((field) => [field, field === "trades" ? kline.trades : shortest(String(kline[field]))] as const);
    const sound = Number.isSafeInteger(openTime) && told.every(([, figure]) => typeof figure === "string" || Number.isSafeInteger(figure));
    return sound ? { openTime, ...Object.fromEntries(told) } : null;
  }

  /** The tally and the last differences with these candles, and with the exchange's up to `untilMs` that none of them stands for. */
  private standing(rows: readonly CandleRow[], untilMs: number, before: Tally, known: readonly CandleDifference[]) {
    const tally = { ...before };
    const found: CandleDifference[] = [];
    const note = (difference: CandleDifference): void => {
      found.push(difference);
      tally[difference.complete ? "unexplained" : "explained"]++;
    };
    const own = new Set<number>();
    for (const row of rows) {
      const { openTime, complete } = row;
      own.add(openTime);
      tally.candles++;
      if (!row.unbroken) tally.incomplete++;
      const kline = this.klines.get(openTime);
      if (kline === undefined) continue;
      tally.compared++;
      const fields = fieldDifferences(row, kline);
      if (Object.keys(fields).length === 0) tally.equal++;
      else note({ openTime, kind: "different", complete, fields });
    }
    const firstMs = before.candles > 0 ? Number.NEGATIVE_INFINITY : (rows[0]?.openTime ?? Number.POSITIVE_INFINITY);
    for (const kline of this.klines.values()) {
      const { openTime } = kline;
      // Of a time before the first candle the recording says nothing.
      if (openTime > untilMs || openTime < firstMs || own.has(openTime) || !hasTrades(kline)) continue;
      note({ openTime, kind: "absent-here", complete: false, fields: {} });
    }
    const differences = found.length === 0 ? [...known] : [...known, ...found.sort((a, b) => a.openTime - b.openTime)].slice(-KEPT_DIFFERENCES);
    return { tally, differences };
  }
}

/** Undefined where the text is no decimal. */
function shortest(text: string): string | undefined {
  const value = parseDecimal(text);
  return value && formatDecimal(value.mantissa, value.scale);
}
