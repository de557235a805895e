import * as z from "zod";
import { MAX_ID_LENGTH } from "../../core/contract/desk.ts";
import { resourceChoiceSchema } from "../../core/contract/resources.ts";
import { MAX_WATCHED } from "../../core/contract/shell.ts";

/** The version that this program writes; one from a later program is not touched. */
export const SETTINGS_VERSION = 1;

const instrument = z.string().min(1).max(MAX_ID_LENGTH);

/** What the user chose, as it is kept between two starts. */
export const settingsSchema = z.strictObject({
  version: z.literal(SETTINGS_VERSION),
  /** Watched instruments in the order of the list, by desk: a venue's name, or `demo`. */
  watchlists: z.record(z.string(), z.array(instrument).max(MAX_WATCHED)),
  /** How much of the always-on recording is kept, in bytes and days; what is older goes first. Absent: {@link DEFAULT_RETENTION}. */
  retention: z.strictObject({ mostBytes: z.int().min(0), mostDays: z.number().min(0) }).optional(),
  /** How much of the machine a desk takes: a profile, and single numbers instead of its own. Absent: the balanced one. */
  resources: resourceChoiceSchema.optional(),
});

export type Settings = z.infer<typeof settingsSchema>;

/** A week, and no more than a laptop can spare. */
export const DEFAULT_RETENTION = { mostBytes: 20_000_000_000, mostDays: 7 } as const;

export const DEFAULT_SETTINGS: Settings = { version: SETTINGS_VERSION, watchlists: {} };
