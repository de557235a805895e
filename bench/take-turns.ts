/** Lets contestants take turns, so that what else the machine does falls on all of them; returns what each round of each gave. */
export function takeTurns<T>(names: readonly string[], rounds: number, run: (name: string) => T): Map<string, T[]> {
  const results = new Map<string, T[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      process.stderr.write(`bench: ${name} (${round + 1} of ${rounds})\n`);
      results.get(name)?.push(run(name));
    }
  }
  return results;
}

/** The middle of the values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
