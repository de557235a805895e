/** Numbers of state that {@link highest} and {@link lowest} need. */
export function lapHighestSize(length: number): number {
  return length + 3;
}

/**
 * The greatest of the last `length` values, `x` among them; of no meaning while there are fewer.
 *
 * Blockwise extremes (M. van Herk 1992, J. Gil and M. Werman 1993): the window at a slot of a ring holds this lap up to there and the rest
 * of the lap before, whose extremes from each slot on are made, in place, when a lap ends. The greatest of those that are still within the
 * window at the next value is found when one is kept, so that a forming one costs a single comparison. The state at `base` is {slot,
 * greatest of this lap, greatest of those that stay, ring}.
 */
export function highest(state: Float64Array, base: number, length: number, x: number, keep: boolean): number {
  if (length === 1) return x;
  const stay = state[base + 2] as number;
  const most = x > stay ? x : stay;
  if (keep) hold(state, base, length, x, most);
  return most;
}

/** The least of them: as {@link highest}. */
export function lowest(state: Float64Array, base: number, length: number, x: number, keep: boolean): number {
  return -highest(state, base, length, -x, keep);
}

function hold(state: Float64Array, base: number, length: number, x: number, most: number): void {
  const slot = (state[base] as number) | 0;
  const next = slot + 1;
  const at = base + 3 + next;
  state[at - 1] = x;
  if (next === length) {
    turn(state, base + 3, length);
    state[base] = 0;
    state[base + 2] = state[base + 4] as number;
    return;
  }
  let lap = x;
  let stay = x;
  if (x < most) {
    if (slot > 0 && (state[base + 1] as number) > x) lap = stay = state[base + 1] as number;
    if (next + 1 < length && (state[at + 1] as number) > stay) stay = state[at + 1] as number;
  }
  state[base] = next;
  state[base + 1] = lap;
  state[base + 2] = stay;
}

function turn(state: Float64Array, ring: number, length: number): void {
  let most = state[ring + length - 1] as number;
  for (let at = ring + length - 2; at >= ring; at--) {
    const value = state[at] as number;
    if (value > most) most = value;
    state[at] = most;
  }
}
