import { ageText, utcText } from "../watchlist/age-text.ts";

/** A size in three digits: `812 B`, `4.1 MB`, `38 MB`. Powers of ten, as disks are sold. */
export function bytesText(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** From when to when, and how long: `2024-08-08 23:55:01 – 00:04:59 UTC · 9m 58s`. */
export function spanText({ firstNs, lastNs }: { readonly firstNs: string; readonly lastNs: string }): string {
  const [firstMs, lastMs] = [msOf(firstNs), msOf(lastNs)];
  const [first, last] = [utcText(firstMs).slice(0, 19), utcText(lastMs).slice(0, 19)];
  const to = first.slice(0, 10) === last.slice(0, 10) ? last.slice(11) : last;
  return `${first} – ${to} UTC · ${ageText(lastMs - firstMs)}`;
}

function msOf(ns: string): number {
  return Number(BigInt(ns) / 1_000_000n);
}
