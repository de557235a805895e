/** Numbers of state that {@link lag} needs. */
export function lagSize(length: number): number {
  return length + 2;
}

/** The value `length` before `x`; NaN while there is none. The state at `base` is {slot, whether the ring is full, ring}. */
export function lag(state: Float64Array, base: number, length: number, x: number, keep: boolean): number {
  const slot = (state[base] as number) | 0;
  const before = state[base + 1] === 0 ? Number.NaN : (state[base + 2 + slot] as number);
  if (keep) {
    const turns = slot + 1 === length;
    state[base + 2 + slot] = x;
    state[base] = turns ? 0 : slot + 1;
    if (turns) state[base + 1] = 1;
  }
  return before;
}
