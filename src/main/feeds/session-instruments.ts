import type { StoreCommand } from "../../core/contract/live-fold.ts";
import { type InstrumentId, instrumentId } from "../../core/market/instrument.ts";
import type { MarketDirectory } from "./market-directory.ts";

const INSTRUMENTS_IN_MESSAGE = 200;

/** The instruments of a live session, watched or met by the fold, and what the venue says of their steps. */
export class SessionInstruments {
  /** Those that the fold holds. */
  readonly met = new Set<string>();
  private readonly ids = new Set<string>();
  private readonly directory: MarketDirectory;
  private readonly tellStore: (command: StoreCommand) => void;
  private loaded = false;

  constructor(directory: MarketDirectory, tellStore: (command: StoreCommand) => void) {
    this.directory = directory;
    this.tellStore = tellStore;
  }

  /** Asks the venue for its markets; what is known by then is listed. */
  async load(): Promise<void> {
    await this.directory.load();
    this.loaded = true;
    this.list(this.ids);
  }

  /** Notes what is watched of a venue, by the exchange's own ids. */
  watch(venue: string, symbols: readonly string[]): void {
    this.want(symbols.map((symbol) => instrumentId(venue, symbol)));
  }

  private want(instruments: readonly string[]): void {
    const fresh = instruments.filter((id) => !this.ids.has(id));
    for (const id of fresh) this.ids.add(id);
    if (this.loaded) this.list(fresh);
  }

  /** Notes instruments that the fold holds, and returns those that were not known to be held. */
  meet(instruments: readonly string[]): string[] {
    this.want(instruments);
    const fresh = instruments.filter((id) => !this.met.has(id));
    for (const id of fresh) this.met.add(id);
    return fresh;
  }

  /** Lists all to a store that is new, or about to close; until the markets are loaded nothing is said, for the first word stays. */
  listAll(closing: boolean): void {
    if (this.loaded || closing) this.list(this.ids);
  }

  private list(ids: Iterable<string>): void {
    const instruments = [...ids].map((instrument) => {
      const { tickSize = null, lotSize = null } = this.directory.listing(instrument) ?? {};
      return { instrument: instrument as InstrumentId, tickSize, lotSize };
    });
    for (let at = 0; at < instruments.length; at += INSTRUMENTS_IN_MESSAGE) {
      this.tellStore({ type: "store.instruments", instruments: instruments.slice(at, at + INSTRUMENTS_IN_MESSAGE) });
    }
  }
}
