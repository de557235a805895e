/** A symbol that has said nothing so long after it was asked for may be none. */
export const UNHEARD_MS = 10_000;

/** What a change of the list means: symbols that are wanted no more, and those that the venue cannot have, each with the reason. */
export interface WatchListChange {
  readonly gone: readonly string[];
  readonly refused: readonly { readonly symbol: string; readonly message: string }[];
}

/** The symbols a feed is to watch, without those that the venue will not have. */
export class WatchList {
  /** Each with when it was asked for; null once it was heard, or asked about. */
  private watched = new Map<string, number | null>();
  private readonly refused = new Set<string>();
  private readonly faultOf: (symbol: string) => string | null;

  /** @param faultOf why a text cannot be a symbol of the venue; null where it can */
  constructor(faultOf: (symbol: string) => string | null) {
    this.faultOf = faultOf;
  }

  get symbols(): ReadonlySet<string> {
    return new Set(this.watched.keys());
  }

  has(symbol: string): boolean {
    return this.watched.has(symbol);
  }

  /** Whether a watched symbol has spoken. */
  hasSpoken(symbol: string): boolean {
    return this.watched.get(symbol) === null;
  }

  /** Takes the whole list anew. What was refused before is not asked for again until it has been left out once. */
  set(symbols: readonly string[], nowMs: number): WatchListChange {
    const asked = new Set(symbols);
    for (const symbol of this.refused) if (!asked.has(symbol)) this.refused.delete(symbol);
    const before = this.watched;
    const refused: { symbol: string; message: string }[] = [];
    this.watched = new Map();
    for (const symbol of asked) {
      if (this.refused.has(symbol)) continue;
      const message = this.faultOf(symbol);
      if (message === null) this.watched.set(symbol, before.has(symbol) ? (before.get(symbol) ?? null) : nowMs);
      else {
        this.refused.add(symbol);
        refused.push({ symbol, message });
      }
    }
    return { gone: [...before.keys()].filter((symbol) => !this.watched.has(symbol)), refused };
  }

  /** The venue will not have it; false where it is not watched. */
  refuse(symbol: string): boolean {
    if (!this.watched.delete(symbol)) return false;
    this.refused.add(symbol);
    return true;
  }

  /** A message of the symbol came; false where it is not watched. */
  heard(symbol: string): boolean {
    const askedMs = this.watched.get(symbol);
    if (askedMs === undefined) return false;
    if (askedMs !== null) this.watched.set(symbol, null);
    return true;
  }

  /** Symbols that have said nothing for {@link UNHEARD_MS} and that `wasAudible` all the while, each told once. */
  unheard(nowMs: number, wasAudible: (symbol: string) => boolean): string[] {
    const found: string[] = [];
    for (const [symbol, askedMs] of this.watched) {
      if (askedMs === null || nowMs - askedMs < UNHEARD_MS || !wasAudible(symbol)) continue;
      this.watched.set(symbol, null);
      found.push(symbol);
    }
    return found;
  }
}
