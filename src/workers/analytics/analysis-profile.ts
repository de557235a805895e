/** How much of the machine analyses may take: threads, and pieces of work that may wait for them. */
export interface AnalysisProfile {
  readonly name: ProfileName;
  readonly workers: number;
  readonly queue: number;
}

export const PROFILE_NAMES = ["battery", "balanced", "maximum"] as const;

export type ProfileName = (typeof PROFILE_NAMES)[number];

/** A setting in the environment cannot be used: which, and what it takes. */
export class ProfileError extends Error {
  override readonly name = "ProfileError";
}

const MAX_WORKERS = 64;
const MAX_QUEUE = 1_000_000;

/**
 * The profile that the environment names: `TAPEDECK_PROFILE` (balanced where it is not set), whose numbers `TAPEDECK_ANALYSIS_WORKERS` and
 * `TAPEDECK_ANALYSIS_QUEUE` override. `cores`: what the machine runs at once. Throws a {@link ProfileError}.
 */
export function analysisProfile(environment: Readonly<Record<string, string | undefined>>, cores: number): AnalysisProfile {
  const wanted = environment["TAPEDECK_PROFILE"] ?? "balanced";
  const name = PROFILE_NAMES.find((known) => known === wanted);
  if (name === undefined) throw new ProfileError(`TAPEDECK_PROFILE takes ${PROFILE_NAMES.join(", ")}; not ${JSON.stringify(wanted)}`);
  const { workers, queue } = numbersOf(name, cores);
  return {
    name,
    workers: count(environment, "TAPEDECK_ANALYSIS_WORKERS", workers, MAX_WORKERS),
    queue: count(environment, "TAPEDECK_ANALYSIS_QUEUE", queue, MAX_QUEUE),
  };
}

/** One core is left to the live fold and the window, but for maximum: whoever chooses that waits for the result and for nothing else. */
function numbersOf(name: ProfileName, cores: number): { workers: number; queue: number } {
  if (name === "battery") return { workers: 1, queue: 1_000 };
  if (name === "balanced") return { workers: Math.max(1, Math.min(8, cores - 1)), queue: 5_000 };
  return { workers: Math.max(2, Math.min(16, cores)), queue: 10_000 };
}

function count(environment: Readonly<Record<string, string | undefined>>, key: string, initial: number, most: number): number {
  const text = environment[key];
  if (text === undefined || text === "") return initial;
  const value = /^[0-9]{1,7}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw new ProfileError(`${key} takes a whole number from 1 to ${most}; not ${JSON.stringify(text)}`);
  return value;
}
