/** Numbers of state that {@link highestAge} needs. */
export function lapAgeSize(length: number): number {
  return 2 * length + 4;
}

/**
 * How many candles ago the greatest of the last `length` values came, 0 for `x` itself, the latest of equals; NaN while there are fewer.
 * Made as in `highest`, with the slot of each extreme beside it. The state at `base` is {slot, whether a lap is complete, greatest of
 * this lap, its slot, values, slots}.
 */
export function highestAge(state: Float64Array, base: number, length: number, x: number, keep: boolean): number {
  const slot = (state[base] as number) | 0;
  const full = state[base + 1] !== 0;
  const values = base + 4;
  const slots = values + length;
  const leads = slot === 0 || x >= (state[base + 2] as number);
  const lap = leads ? x : (state[base + 2] as number);
  const lapSlot = leads ? slot : (state[base + 3] as number);
  const turns = slot + 1 === length;
  if (keep) {
    state[values + slot] = x;
    state[slots + slot] = slot;
    state[base] = turns ? 0 : slot + 1;
    state[base + 2] = lap;
    state[base + 3] = lapSlot;
    if (turns) turn(state, base, values, slots, length);
  }
  if (turns) return slot - lapSlot;
  if (!full) return Number.NaN;
  const older = (state[values + slot + 1] as number) > lap;
  return older ? slot + length - (state[slots + slot + 1] as number) : slot - lapSlot;
}

/** How many candles ago the least came: as {@link highestAge}. */
export function lowestAge(state: Float64Array, base: number, length: number, x: number, keep: boolean): number {
  return highestAge(state, base, length, -x, keep);
}

function turn(state: Float64Array, base: number, values: number, slots: number, length: number): void {
  for (let at = length - 2; at >= 0; at--) {
    if ((state[values + at] as number) > (state[values + at + 1] as number)) continue;
    state[values + at] = state[values + at + 1] as number;
    state[slots + at] = state[slots + at + 1] as number;
  }
  state[base + 1] = 1;
}
