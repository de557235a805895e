/** Rows of a profile, by index: where most was traded, and the least and the greatest of the value area. */
export interface ValueArea {
  readonly poc: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The value area of a profile of volumes by price, row after row: the rows around the busiest (the point of control) that hold `share` of all
 * volume. By the rule of the Chicago Board of Trade's Market Profile handbook: from the point of control on, the two rows above and the two
 * below are compared, and the pair with more joins; of equal pairs the upper. Of equally busy rows the one nearest the middle is the point
 * of control, and of two such the lower. Null where nothing was traded.
 */
export function valueArea(volumes: ArrayLike<number>, share: number): ValueArea | null {
  let [total, first, last, poc] = [0, -1, -1, -1];
  for (let row = 0; row < volumes.length; row++) {
    const volume = volumes[row] as number;
    if (volume === 0) continue;
    if (first < 0) first = row;
    last = row;
    total += volume;
  }
  if (first < 0) return null;
  const middle = (first + last) / 2;
  for (let row = first; row <= last; row++) {
    const more = poc < 0 ? 1 : (volumes[row] as number) - (volumes[poc] as number);
    if (more > 0 || (more === 0 && Math.abs(row - middle) < Math.abs(poc - middle))) poc = row;
  }
  let [low, high, held] = [poc, poc, volumes[poc] as number];
  while (held < share * total && (low > first || high < last)) {
    const above = pair(volumes, high + 1, Math.min(high + 2, last));
    const below = pair(volumes, Math.max(low - 2, first), low - 1);
    if (high < last && (above >= below || low === first)) {
      held += above;
      high = Math.min(high + 2, last);
    } else {
      held += below;
      low = Math.max(low - 2, first);
    }
  }
  return { poc, low, high };
}

function pair(volumes: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  for (let row = from; row <= to; row++) sum += volumes[row] as number;
  return sum;
}
