/** Which live desk somebody asks for. */
export interface LiveLaunch {
  /** Null: the demo exchange. */
  readonly venue: string | null;
  /** By the exchange's own ids; empty: the list that was watched last. */
  readonly symbols: readonly string[];
  /** `http://host:port` instead of the venue's own addresses. */
  readonly endpoint: string | null;
}

export const DEMO: LiveLaunch = { venue: null, symbols: [], endpoint: null };
