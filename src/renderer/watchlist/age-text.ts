/** How long ago, in at most two units: `0s`, `59s`, `3m 12s`, `1h 03m`, `2d 04h`. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${pad(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${pad(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${pad(hours % 24)}h`;
}

/** UTC wall clock to the millisecond: `2024-08-08 23:55:01.123`. */
export function utcText(ms: number): string {
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return "—";
  return new Date(ms).toISOString().replace("T", " ").replace("Z", "");
}

function pad(n: number): string {
  return String(n).padStart(2, "0");
}
