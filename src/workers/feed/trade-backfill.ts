import type { Undo } from "../../core/contract/port.ts";
import type { LiveProfile } from "../../core/venues/live-profile.ts";
import { RestAllowance } from "./rest-allowance.ts";
import { RestClient } from "./rest-client.ts";
import type { FeedWorld } from "./world.ts";

/** What the exchange's REST side lists may lag behind its stream: asked for so much later, the two overlap. */
const LAG_MS = 1_000;
/** Of the venue's allowance, what past trades may take: snapshots of books come first. */
const SHARE = 0.25;
const MOST_IN_FLIGHT = 2;
/** Where nobody answered, or there was no room for the answer. */
const AGAIN_MS = 10_000;

export interface TradeBackfillOptions {
  readonly profile: LiveProfile;
  readonly restUrl: string;
  readonly world: Pick<FeedWorld, "clock" | "random" | "request" | "schedule">;
  readonly allowance: RestAllowance;
  readonly onRequest: (url: string) => void;
  /** False where there was no room for the answer. */
  readonly onAnswer: (url: string, body: Uint8Array) => boolean;
}

/**
 * Trades that a broken stream did not tell, from the exchange's REST side. Its answer is a frame like any other: the fold knows by the ids
 * which of its trades it has seen, and says of each candle whether any is missing still.
 */
export class TradeBackfill {
  private readonly options: TradeBackfillOptions;
  private readonly rest: RestClient;
  /** Symbols whose trades may have been missed. */
  private readonly owed = new Set<string>();
  /** Symbols that are to be asked for, each with how to take that back. */
  private readonly asked = new Map<string, Undo>();
  /** Requests without an answer yet, each with its symbol: none of a symbol that was forgotten is made again. */
  private readonly open = new Map<object, string>();

  constructor(options: TradeBackfillOptions) {
    this.options = options;
    const { allowance, profile, world } = options;
    const weightPerMinute = profile.limits.weightPerMinute * SHARE;
    this.rest = new RestClient(world, new RestAllowance({ weightPerMinute, mostInFlight: MOST_IN_FLIGHT, usedWeightHeader: "" }, allowance));
  }

  /** The streams of these symbols have broken, or are about to be subscribed anew. */
  broken(symbols: Iterable<string>): void {
    if (this.options.profile.pastTrades === undefined) return;
    for (const symbol of symbols) this.owed.add(symbol);
  }

  /** The stream speaks (again): what lies before is asked for. */
  heard(symbol: string): void {
    if (this.owed.size > 0 && this.owed.delete(symbol)) this.askIn(LAG_MS, symbol);
  }

  forget(symbol: string): void {
    this.owed.delete(symbol);
    this.asked.get(symbol)?.();
    this.asked.delete(symbol);
    for (const [request, of] of this.open) if (of === symbol) this.open.delete(request);
  }

  stop(): void {
    this.open.clear();
    for (const cancel of this.asked.values()) cancel();
    this.asked.clear();
    this.owed.clear();
    this.rest.stop();
  }

  private askIn(ms: number, symbol: string): void {
    this.asked.get(symbol)?.();
    const cancel = this.options.world.schedule(() => {
      this.asked.delete(symbol);
      this.ask(symbol);
    }, ms);
    this.asked.set(symbol, cancel);
  }

  private ask(symbol: string): void {
    const { profile, restUrl, onRequest, onAnswer } = this.options;
    const { pastTrades } = profile;
    if (pastTrades === undefined) return;
    const url = restUrl + pastTrades.path(symbol);
    const request = {};
    this.open.set(request, symbol);
    const ended = (isTaken: boolean): void => {
      if (this.open.delete(request) && !isTaken) this.askIn(AGAIN_MS, symbol);
    };
    this.rest
      .get(url, pastTrades.weight, () => onRequest(url))
      .then(
        ({ body }) => ended(onAnswer(url, body)),
        () => ended(false),
      );
  }
}
