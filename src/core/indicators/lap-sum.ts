/** Where {@link lapSum} keeps the slot of the next value, and the first of its ring. */
export const LAP_SUM_SLOT = 2;
export const LAP_SUM_RING = 4;

/** Numbers of state that a rolling sum over `length` values needs. */
export function lapSumSize(length: number): number {
  return length + 4;
}

/**
 * The sum of the last `length` values, `x` among them (of all, while there are fewer), at the same cost for each value.
 *
 * A sum that is only ever added to and subtracted from gathers rounding residue for ever; so each lap around a ring is added up afresh on
 * the way, and its end starts from that sum, which nothing leaves. The state at `base` is {sum, what leaves it with the next value,
 * slot, sum of this lap, ring}: what the next value needs is found when one is kept, so that a forming one costs an addition and a
 * subtraction.
 */
export function lapSum(state: Float64Array, base: number, length: number, x: number, keep: boolean): number {
  const sum = (state[base] as number) + x - (state[base + 1] as number);
  if (!keep) return sum;
  const slot = (state[base + 2] as number) | 0;
  const lap = slot === 0 ? x : (state[base + 3] as number) + x;
  const next = slot + 1 === length ? 0 : slot + 1;
  state[base + 4 + slot] = x;
  state[base + 2] = next;
  state[base + 3] = lap;
  if (next + 1 === length) {
    state[base] = next === 0 ? 0 : lap;
    state[base + 1] = 0;
  } else {
    state[base] = sum;
    state[base + 1] = state[base + 4 + next] as number;
  }
  return sum;
}
