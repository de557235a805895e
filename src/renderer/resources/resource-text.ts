import type { ProfileName, ResourceKey, Resources } from "../../core/contract/resources.ts";
import type { ResourcesTold } from "../stores/shell-store.ts";

/** What a profile is for. */
export const PROFILE_PURPOSES: Readonly<Record<ProfileName, string>> = {
  battery: "As little as it needs: a laptop away from its charger, or a busy machine.",
  balanced: "A core stays free for the window and the market while screens are computed.",
  maximum: "All of it, for whoever waits for a screen or a backtest and for nothing else.",
};

/** What the settings are, for a person. */
export const RESOURCE_NAMES: Readonly<Record<ResourceKey, string>> = {
  bookWorkers: "Book processes",
  analyticsWorkers: "Analytics processes",
  analysisThreads: "Threads for screens and backtests",
  analysisQueue: "Pieces of work that may wait for them",
  feedQueueMiB: "Frames that may wait to be stored",
  foldQueueMiB: "Frames that each process keeps behind a hole",
};

/** A profile's numbers in one line. */
export function profileText({ bookWorkers, analyticsWorkers, analysisThreads, feedQueueMiB }: Resources): string {
  const processes = `processes: ${bookWorkers} for books, ${analyticsWorkers} for analytics`;
  return `${processes}; ${countOf(analysisThreads, "thread")} for screens; queues of ${feedQueueMiB} MiB`;
}

/** A number with its unit. */
export function resourceText(key: ResourceKey, value: number): string {
  return key.endsWith("MiB") ? `${value} MiB` : value.toLocaleString("en-US");
}

/** Bytes as queues are bound: in MiB. */
export function mebibytesText(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}

/** Who set a number. */
export function originText({ choice, fixed, profile }: ResourcesTold, key: ResourceKey): string {
  const variable = fixed.find(({ setting }) => setting === key)?.variable;
  if (variable !== undefined) return variable;
  return choice.overrides[key] === undefined ? `profile ${profile}` : "settings.json";
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
