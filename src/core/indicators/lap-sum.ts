/** Numbers of state that a rolling sum over `length` values needs. */
export function lapSumSize(length: number): number {
  return length + 3;
}

/**
 * The sum of the last `length` values, `x` among them (of all, while there are fewer), at the same cost for each value.
 *
 * The state at `base` is {slot, sum, sum of this lap, ring of the values}. A sum that is only ever added to and subtracted from gathers
 * rounding residue for ever; so each lap around the ring is added up afresh on the way, and at its end that sum takes over.
 */
export function lapSum(state: Float64Array, base: number, length: number, x: number, keep: boolean): number {
  const slot = (state[base] as number) | 0;
  const sum = (state[base + 1] as number) + x - (state[base + 3 + slot] as number);
  const lap = (state[base + 2] as number) + x;
  const turns = slot + 1 === length;
  if (keep) {
    state[base + 3 + slot] = x;
    state[base] = turns ? 0 : slot + 1;
    state[base + 1] = turns ? lap : sum;
    state[base + 2] = turns ? 0 : lap;
  }
  return turns ? lap : sum;
}
