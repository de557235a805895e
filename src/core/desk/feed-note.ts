import type { Frame } from "../contract/frame.ts";
import type { GapCause } from "../market/quality.ts";

/** What the feed wrote down of its own doing; `instrument` is empty where the whole connection is meant. */
export type FeedNote =
  | { readonly kind: "gap"; readonly instrument: string; readonly cause: GapCause }
  | { readonly kind: "stale"; readonly instrument: string }
  | { readonly kind: "request" }
  /** Frame `rx` is passed over from now on: by whoever reads it again. */
  | { readonly kind: "quarantine"; readonly instrument: string; readonly rx: number };

const GAP_CAUSES: readonly string[] = ["overflow", "disconnect"] satisfies GapCause[];
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Reads a `gap`, `stale`, `request` or `quarantine` frame; undefined where its text is not what docs/session-format.md says. */
export function readFeedNote(frame: Frame): FeedNote | undefined {
  const body = parse(frame);
  if (body === undefined) return undefined;
  const { instrument = "", cause, rx } = body;
  if (typeof instrument !== "string") return undefined;
  if (frame.kind === "request") return { kind: "request" };
  if (frame.kind === "stale") return instrument === "" ? undefined : { kind: "stale", instrument };
  if (frame.kind === "quarantine") return isNumber(rx) ? { kind: "quarantine", instrument, rx } : undefined;
  if (frame.kind !== "gap" || typeof cause !== "string" || !GAP_CAUSES.includes(cause)) return undefined;
  return { kind: "gap", instrument, cause: cause as GapCause };
}

function isNumber(rx: unknown): rx is number {
  return Number.isSafeInteger(rx) && (rx as number) > 0;
}

function parse(frame: Frame): { instrument?: unknown; cause?: unknown; rx?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(frame.bytes.subarray(frame.start, frame.end)));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
