/** The most of these moments within any span of so many ms. */
export function mostWithin(moments: readonly number[], spanMs: number): number {
  return Math.max(0, ...moments.map((from) => moments.filter((ms) => ms >= from && ms < from + spanMs).length));
}
