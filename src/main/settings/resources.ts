import {
  PROFILE_NAMES,
  type ProfileName,
  RESOURCE_KEYS,
  RESOURCE_RANGES,
  type ResourceChoice,
  type ResourceKey,
  type Resources,
} from "../../core/contract/resources.ts";

/** The variable of the environment that names the profile, whatever was chosen. */
export const PROFILE_VARIABLE = "TAPEDECK_PROFILE";

/** The variable of the environment that sets each number, whatever the profile and the settings file say. */
export const RESOURCE_VARIABLES: Readonly<Record<ResourceKey, string>> = {
  bookWorkers: "TAPEDECK_BOOK_WORKERS",
  analyticsWorkers: "TAPEDECK_ANALYTICS_WORKERS",
  analysisThreads: "TAPEDECK_ANALYSIS_WORKERS",
  analysisQueue: "TAPEDECK_ANALYSIS_QUEUE",
  feedQueueMiB: "TAPEDECK_FEED_QUEUE_MIB",
  foldQueueMiB: "TAPEDECK_FOLD_QUEUE_MIB",
};

/** Where nothing was chosen. */
export const DEFAULT_CHOICE: ResourceChoice = { profile: "balanced", overrides: {} };

/** Who set a number: the profile, the settings file, or a variable of the environment. */
export type ResourceOrigin = "profile" | "settings" | "environment";

/** What a desk or a command may take, and who said so. */
export interface ResolvedResources {
  readonly profile: ProfileName;
  /** Whether the environment names the profile, whatever was chosen. */
  readonly profileIsFixed: boolean;
  readonly values: Resources;
  readonly from: Readonly<Record<ResourceKey, ResourceOrigin>>;
  /** Variables that cannot be used, a line each: which, and what it takes. They count as not set. */
  readonly faults: readonly string[];
}

/** What can be said of it, and by whom. */
export interface ResourceSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly choice: ResourceChoice;
  /** What the machine runs at once. */
  readonly cores: number;
}

/** What a desk or a command may take: the environment before the settings, single numbers before the profile. */
export function resolveResources({ environment, choice, cores }: ResourceSources): ResolvedResources {
  const faults: string[] = [];
  const named = read(environment, PROFILE_VARIABLE);
  const fixed = PROFILE_NAMES.find((name) => name === named);
  if (named !== null && fixed === undefined) faults.push(`${PROFILE_VARIABLE} takes ${PROFILE_NAMES.join(", ")}; not ${JSON.stringify(named)}`);
  const profile = fixed ?? choice.profile;
  const values = { ...profileResources(profile, cores) };
  const from = Object.fromEntries(RESOURCE_KEYS.map((key) => [key, "profile"])) as Record<ResourceKey, ResourceOrigin>;
  for (const key of RESOURCE_KEYS) {
    const text = read(environment, RESOURCE_VARIABLES[key]);
    const set = text === null ? null : numberIn(text, RESOURCE_RANGES[key]);
    const chosen = choice.overrides[key];
    if (text !== null && set === null) faults.push(faultOf(key, text));
    if (set !== null) [values[key], from[key]] = [set, "environment"];
    else if (chosen !== undefined) [values[key], from[key]] = [chosen, "settings"];
  }
  return { profile, profileIsFixed: fixed !== undefined, values, from, faults };
}

/**
 * The numbers of a profile on a machine of so many cores. One core is left to the live fold and the window, but for `maximum`: whoever
 * chooses that waits for the result and for nothing else. More than one process for books pays only where one is busy.
 */
export function profileResources(name: ProfileName, cores: number): Resources {
  if (name === "battery") return sized(1, 1, 1_000, 32);
  if (name === "balanced") return sized(clamp(Math.floor(cores / 4), 1, 2), clamp(cores - 1, 1, 8), 5_000, 64);
  return sized(clamp(Math.floor(cores / 2), 2, 4), clamp(cores, 2, 16), 10_000, 128);
}

function sized(foldWorkers: number, analysisThreads: number, analysisQueue: number, queueMiB: number): Resources {
  return {
    bookWorkers: foldWorkers,
    analyticsWorkers: foldWorkers,
    analysisThreads,
    analysisQueue,
    feedQueueMiB: queueMiB,
    foldQueueMiB: queueMiB,
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

function read(environment: ResourceSources["environment"], name: string): string | null {
  const text = environment[name];
  return text === undefined || text === "" ? null : text;
}

function numberIn(text: string, [least, most]: readonly [number, number]): number | null {
  const value = /^[0-9]{1,7}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : null;
}

function faultOf(key: ResourceKey, text: string): string {
  const [least, most] = RESOURCE_RANGES[key];
  return `${RESOURCE_VARIABLES[key]} takes a whole number from ${least} to ${most}; not ${JSON.stringify(text)}`;
}
