import type { ViewSource } from "./view-source.ts";

/** What a person calls the process that is out of reach, by the halves that it holds. */
export function downText(parts: ViewSource["parts"]): string {
  if (parts.length > 1) return "the replay is out of reach";
  return parts.includes("book") ? "the desk's order books are restarting" : "the desk's candles and trades are restarting";
}
