/** Numbers of state that {@link wmaStep} needs. */
export function wmaSize(length: number): number {
  return length + 6;
}

/**
 * The mean of the last `length` values in which the newest weighs `length`, the one before one less, and so on; NaN while there are fewer.
 *
 * When a value enters, each one held loses one weight, so the weighted sum falls by the plain sum. As in {@link lapSum}, each lap around
 * the ring is added up afresh on the way. The state at `base` is {slot, seen, sum, weighted sum, both of this lap, ring}.
 */
export function wmaStep(state: Float64Array, base: number, length: number, x: number, keep: boolean): number {
  const slot = (state[base] as number) | 0;
  const seen = (state[base + 1] as number) | 0;
  const sum = state[base + 2] as number;
  const ring = base + 6;
  const lap = (state[base + 4] as number) + x;
  const lapWeighted = (state[base + 5] as number) + (slot + 1) * x;
  const turns = slot + 1 === length;
  const weighted = turns ? lapWeighted : (state[base + 3] as number) - sum + length * x;
  if (keep) {
    state[base] = turns ? 0 : slot + 1;
    if (seen < length) state[base + 1] = seen + 1;
    state[base + 2] = turns ? lap : sum + x - (state[ring + slot] as number);
    state[base + 3] = weighted;
    state[base + 4] = turns ? 0 : lap;
    state[base + 5] = turns ? 0 : lapWeighted;
    state[ring + slot] = x;
  }
  return seen + 1 < length ? Number.NaN : weighted / ((length * (length + 1)) / 2);
}
