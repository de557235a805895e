import type { ParameterRange } from "./indicator.ts";

/** A number of candles, or of anything else that is counted. */
export function count(initial: number, least = 1, most = 5_000): ParameterRange {
  return { initial, least, most, whole: true };
}

/** A factor or a share. */
export function real(initial: number, least: number, most: number): ParameterRange {
  return { initial, least, most, whole: false };
}

/** What each parameter is where nobody says otherwise. */
export function defaultsOf<N extends string>(ranges: Readonly<Record<N, ParameterRange>>): Readonly<Record<N, number>> {
  return Object.fromEntries(Object.entries<ParameterRange>(ranges).map(([name, { initial }]) => [name, initial])) as Record<N, number>;
}

/** The parameters given, and the defaults of the rest; a RangeError names one that does not exist or lies outside its range. */
export function chooseParameters<N extends string>(
  indicator: string,
  ranges: Readonly<Record<N, ParameterRange>>,
  given: Partial<Readonly<Record<N, number>>>,
): Readonly<Record<N, number>> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(ranges, name)) throw new RangeError(`${indicator} has no parameter ${name}, only ${Object.keys(ranges).join(", ") || "none"}`);
  }
  const chosen = { ...defaultsOf(ranges), ...given };
  for (const [name, range] of Object.entries<ParameterRange>(ranges)) checkParameter(indicator, name, range, chosen[name as N]);
  return chosen;
}

function checkParameter(indicator: string, name: string, { least, most, whole }: ParameterRange, value: number): void {
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return;
  throw new RangeError(`${name} of ${indicator} is ${whole ? "an integer" : "a number"} from ${least} to ${most}, not ${value}`);
}
