/** Numbers of state that a rolling extreme over `length` values needs. */
export function lapExtremeSize(length: number): number {
  return length + 2;
}

/**
 * The greatest of the last `length` values, `x` among them; of no meaning while there are fewer.
 *
 * Blockwise extremes (M. van Herk 1992, J. Gil and M. Werman 1993): the window at a slot of a ring holds this lap up to there and the rest
 * of the lap before, whose greatest values from each slot on are made, in place, when a lap ends. So a value costs two comparisons, and
 * a forming one never more. The state at `base` is {slot, greatest of this lap, ring}.
 */
export function highest(state: Float64Array, base: number, length: number, x: number, keep: boolean): number {
  const slot = (state[base] as number) | 0;
  const before = state[base + 1] as number;
  const lap = slot === 0 || x > before ? x : before;
  const next = slot + 1;
  if (keep) {
    state[base + 2 + slot] = x;
    state[base] = next;
    state[base + 1] = lap;
    if (next === length) turn(state, base, length);
  }
  if (next === length) return lap;
  const older = state[base + 2 + next] as number;
  return older > lap ? older : lap;
}

/** The least of the last `length` values: as {@link highest}. */
export function lowest(state: Float64Array, base: number, length: number, x: number, keep: boolean): number {
  return -highest(state, base, length, -x, keep);
}

function turn(state: Float64Array, base: number, length: number): void {
  let most = Number.NEGATIVE_INFINITY;
  for (let at = base + 1 + length; at > base + 1; at--) {
    const x = state[at] as number;
    if (x > most) most = x;
    state[at] = most;
  }
  state[base] = 0;
}
