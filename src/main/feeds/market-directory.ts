import { metadataEventSchema } from "../../core/contract/market-metadata.ts";
import type { Emitter } from "../../core/contract/port-events.ts";
import type { PortMessage } from "../../core/contract/port.ts";
import type { MarketListing } from "../../core/market/market-listing.ts";
import { searchMarkets } from "../../core/market/market-search.ts";
import type { LiveDeskOptions, Trouble } from "./live-desk-options.ts";
import type { Host, Worker } from "../compose.ts";

/** A venue that has not answered by then is taken to have failed; ccxt's own requests give up after ten seconds each. */
const PATIENCE_MS = 45_000;

export interface MarketDirectoryOptions {
  readonly host: Pick<Host, "startWorker">;
  readonly venue: string;
  readonly endpoint: string | null;
  /** Called at most once, with one line for a person, where the markets could not be loaded. */
  readonly onTrouble: (message: string) => void;
}

/** The markets of one venue, with their steps of price and quantity. Empty until loaded; without it the desk runs on, and knows no steps. */
export class MarketDirectory {
  private readonly options: MarketDirectoryOptions;
  private list: readonly MarketListing[] = [];
  private byInstrument: ReadonlyMap<string, MarketListing> = new Map();
  private worker: Worker | null = null;
  private stopped = false;
  private giveUp: () => void = () => {};

  constructor(options: MarketDirectoryOptions) {
    this.options = options;
  }

  /** The directory of a desk: what went wrong becomes one of its troubles. */
  static of({ host, venue, endpoint }: Pick<LiveDeskOptions, "host" | "venue" | "endpoint">, troubles: Emitter<Trouble>): MarketDirectory {
    const onTrouble = (message: string): void => troubles.emit({ worker: "metadata-worker", message, fatal: false });
    return new MarketDirectory({ host, venue, endpoint, onTrouble });
  }

  get markets(): readonly MarketListing[] {
    return this.list;
  }

  /** Loads the markets in a process of its own, which has ended when this resolves. Never rejects: what went wrong goes to `onTrouble`. */
  async load(): Promise<void> {
    const { host, venue, endpoint, onTrouble } = this.options;
    this.worker = host.startWorker("metadata-worker", [venue, endpoint ?? ""]);
    try {
      const given = new Promise<never>((_, reject) => (this.giveUp = () => reject(new Error("it is not wanted any more"))));
      this.list = await marketsOf(this.worker, given);
      this.byInstrument = new Map(this.list.map((market) => [market.instrument, market]));
    } catch (error) {
      if (this.stopped) return;
      const reason = error instanceof Error ? error.message : String(error);
      onTrouble(`the markets of ${venue} could not be loaded, tick sizes and symbol search are missing: ${reason}`);
    } finally {
      await this.worker.stop();
    }
  }

  /** Gives up what is still being loaded, without a word. */
  async stop(): Promise<void> {
    this.stopped = true;
    // Else a timer would keep this process alive for as long as its patience lasts.
    this.giveUp();
    await this.worker?.stop();
  }

  listing(instrument: string): MarketListing | undefined {
    return this.byInstrument.get(instrument);
  }

  /** What a typed text may mean, best first; see {@link searchMarkets}. */
  searchSymbols(text: string, limit = 20): MarketListing[] {
    return searchMarkets(this.list, text, limit);
  }
}

/** Rejects with one line where the worker died, said that it failed, said nonsense or nothing, and where `given` does. */
function marketsOf(worker: Worker, given: Promise<never>): Promise<readonly MarketListing[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly MarketListing[]>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1_000} s`)), PATIENCE_MS);
  const markets: MarketListing[] = [];
  const take = (message: PortMessage): void => {
    const event = metadataEventSchema.parse(JSON.parse(textOf(message)));
    if (event.type === "markets.part") markets.push(...event.markets);
    else if (event.type === "markets.failed") throw new Error(event.message);
    else if (event.count === markets.length) resolve(markets);
    else throw new Error(`${markets.length} markets came of ${event.count}`);
  };
  worker.onDeath((message) => reject(new Error(message)));
  given.catch(reject);
  worker.ready.then(() => {
    worker.openPort().onMessage((message) => {
      try {
        take(message);
      } catch (error) {
        reject(error);
      }
    });
  }, reject);
  return promise.finally(() => clearTimeout(timer));
}

function textOf(message: PortMessage): string {
  if (typeof message !== "string") throw new Error("the metadata worker sends no data messages");
  return message;
}
