import { type CandleKind, readCandleKind } from "../../core/candles/candle-kind.ts";
import { DAY_MS, HOUR_MS, INTERVALS, MINUTE_MS, SECOND_MS } from "../../core/candles/interval.ts";

const LETTERS: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS };
const ACTIVITY: Readonly<Record<string, string>> = { t: "tick", v: "volume", r: "range" };

/** The kind of candles of a name that this page keeps; minutes where it is none. */
export function kindOf(interval: string): CandleKind {
  return readCandleKind(interval) ?? (readCandleKind("1m") as CandleKind);
}

/**
 * The candles that a person means by `5` (minutes), `60`, `1h`, `d`, `30s`, `100t` (trades), `10r` (range), or by a whole name such as `dollar:5000`; null
 * where there are none such.
 */
export function readIntervalEntry(text: string): string | null {
  const entry = text.trim().toLowerCase();
  const [, digits = "", letter = ""] = /^(\d*\.?\d*)([a-z]?)$/.exec(entry) ?? [];
  const measure = ACTIVITY[letter];
  if (measure !== undefined && digits !== "") return readCandleKind(`${measure}:${digits}`)?.name ?? null;
  if (digits !== "" || letter !== "") {
    const ms = Number(digits || "1") * (LETTERS[letter || "m"] ?? Number.NaN);
    return INTERVALS.find((interval) => interval.ms === ms)?.name ?? null;
  }
  return readCandleKind(entry)?.name ?? null;
}

/** Whether what is typed may still become {@link readIntervalEntry}'s; else a symbol is meant. */
export function beginsInterval(text: string): boolean {
  return /^\s*(\d*\.?\d*[smhdwtvr]?|(tick|volume|dollar|range)(:[\d.]*)?)\s*$/i.test(text);
}

const UNITS = [
  [7 * DAY_MS, "week"],
  [DAY_MS, "day"],
  [HOUR_MS, "hour"],
  [MINUTE_MS, "minute"],
  [SECOND_MS, "second"],
] as const;

/** `5 minutes`, `1 hour`, `every 100 trades`: in words. */
export function intervalWords(interval: string): string {
  const kind = kindOf(interval);
  if (kind.by === "activity") {
    const size = kind.name.split(":")[1] ?? "";
    const { measure } = kind.activity;
    if (measure === "tick") return `every ${size} trades`;
    if (measure === "range") return `a range of ${size}`;
    return `every ${size} of ${measure === "volume" ? "volume" : "turnover"}`;
  }
  const [unitMs, unit] = UNITS.find(([ms]) => kind.interval.ms % ms === 0) ?? [SECOND_MS, "second"];
  const count = kind.interval.ms / unitMs;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** As short as it can be told: `5m`, `100 ticks`, `range 10`. */
export function intervalShort(interval: string): string {
  const kind = kindOf(interval);
  if (kind.by === "time") return kind.name;
  const size = kind.name.split(":")[1] ?? "";
  const { measure } = kind.activity;
  return measure === "tick" ? `${size} ticks` : `${measure === "dollar" ? "turnover" : measure} ${size}`;
}
