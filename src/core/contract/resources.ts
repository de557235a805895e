import * as z from "zod";

/** Named shares of the machine, from the least to the most. */
export const PROFILE_NAMES = ["battery", "balanced", "maximum"] as const;

/** One of {@link PROFILE_NAMES}. */
export type ProfileName = (typeof PROFILE_NAMES)[number];

/** Of each number that a profile sets, the least and the most. */
export const RESOURCE_RANGES = {
  bookWorkers: [1, 4],
  analyticsWorkers: [1, 4],
  analysisThreads: [1, 64],
  analysisQueue: [1, 1_000_000],
  feedQueueMiB: [4, 1_024],
  foldQueueMiB: [4, 1_024],
} as const;

/** A number that a profile sets, as the settings file names it. */
export type ResourceKey = keyof typeof RESOURCE_RANGES;

/** All of them, in the order of the ranges. */
export const RESOURCE_KEYS = Object.keys(RESOURCE_RANGES) as readonly ResourceKey[];

const within = ([least, most]: readonly [number, number]) => z.int().min(least).max(most);

/** How much of the machine a desk takes. */
export const resourcesSchema = z.strictObject({
  /** Processes that hold order books, and those that hold candles, tickers and indicators. */
  bookWorkers: within(RESOURCE_RANGES.bookWorkers),
  analyticsWorkers: within(RESOURCE_RANGES.analyticsWorkers),
  /** Threads for screens and backtests, and pieces of work that may wait for them. */
  analysisThreads: within(RESOURCE_RANGES.analysisThreads),
  analysisQueue: within(RESOURCE_RANGES.analysisQueue),
  /** MiB of frames that may wait to be stored, and of frames that each fold worker keeps behind a hole. */
  feedQueueMiB: within(RESOURCE_RANGES.feedQueueMiB),
  foldQueueMiB: within(RESOURCE_RANGES.foldQueueMiB),
});

/** How much of the machine a desk takes, each number within its range; see {@link resourcesSchema}. */
export type Resources = z.infer<typeof resourcesSchema>;

/** What a user chose: a profile, and single numbers instead of the profile's. */
export const resourceChoiceSchema = z.strictObject({ profile: z.enum(PROFILE_NAMES), overrides: resourcesSchema.partial() });

/** See {@link resourceChoiceSchema}. */
export type ResourceChoice = z.infer<typeof resourceChoiceSchema>;

/** Something takes more than it should, for a person: what it is, and which setting helps. */
export const resourceWarningSchema = z.strictObject({
  /** `cpu`, or `queue: ` and the queue's name; the same as long as the warning lasts. */
  id: z.string(),
  message: z.string(),
  /** The setting that helps, as the settings file names it, or `profile`. */
  setting: z.enum(["profile", ...(RESOURCE_KEYS as [ResourceKey, ...ResourceKey[]])]),
});

/** See {@link resourceWarningSchema}. */
export type ResourceWarning = z.infer<typeof resourceWarningSchema>;
