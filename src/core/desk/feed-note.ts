import type { Frame } from "../contract/frame.ts";
import type { GapCause } from "../market/quality.ts";

/** What the feed wrote down of its own doing; `instrument` is empty where the whole connection is meant. */
export type FeedNote =
  | { readonly kind: "gap"; readonly instrument: string; readonly cause: GapCause }
  | { readonly kind: "stale"; readonly instrument: string }
  | { readonly kind: "request" };

const GAP_CAUSES: readonly string[] = ["overflow", "disconnect"] satisfies GapCause[];
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Reads a `gap`, `stale` or `request` frame; undefined where its text is not what docs/session-format.md says. */
export function readFeedNote(frame: Frame): FeedNote | undefined {
  const body = parse(frame);
  if (body === undefined) return undefined;
  const { instrument = "", cause } = body;
  if (typeof instrument !== "string") return undefined;
  if (frame.kind === "request") return { kind: "request" };
  if (frame.kind === "stale") return instrument === "" ? undefined : { kind: "stale", instrument };
  if (frame.kind !== "gap" || typeof cause !== "string" || !GAP_CAUSES.includes(cause)) return undefined;
  return { kind: "gap", instrument, cause: cause as GapCause };
}

function parse(frame: Frame): { instrument?: unknown; cause?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(frame.bytes.subarray(frame.start, frame.end)));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
