type Action = (nowMs: number) => void;

interface Entry {
  readonly atMs: number;
  /** Entries of the same time run in the order in which they were made. */
  readonly order: number;
  readonly action: Action;
}

/**
 * The simulator's clock: actions in order of event time (Unix ms, with fractions). Nothing here waits; whoever calls
 * {@link step} decides how fast time goes.
 */
export class Timeline {
  private readonly heap: Entry[] = [];
  private made = 0;
  private now: number;

  constructor(startMs: number) {
    this.now = startMs;
  }

  /** The time of the action that ran last. */
  get nowMs(): number {
    return this.now;
  }

  /** When the next action is due; infinity where there is none. */
  get nextMs(): number {
    return this.heap[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  /** Runs `action` once at this time. Throws a RangeError for a time that has passed. */
  at(atMs: number, action: Action): void {
    if (!(atMs >= this.now)) throw new RangeError(`event time ${atMs} lies before ${this.now}`);
    const entry = { atMs, order: this.made++, action };
    const { heap } = this;
    let hole = heap.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent] as Entry;
      if (isBefore(above, entry)) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = entry;
  }

  /** Runs the next action; false where there is none. */
  step(): boolean {
    const next = this.takeFirst();
    if (next === undefined) return false;
    this.now = next.atMs;
    next.action(next.atMs);
    return true;
  }

  /** Runs all that is due before `untilMs`. */
  runUntil(untilMs: number): void {
    while (this.nextMs < untilMs) this.step();
  }

  private takeFirst(): Entry | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let hole = 0;
    for (;;) {
      let child = hole * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      if (isBefore(last, heap[child] as Entry)) break;
      heap[hole] = heap[child] as Entry;
      hole = child;
    }
    heap[hole] = last;
    return first;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
