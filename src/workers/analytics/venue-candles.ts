import { splitInstrumentId } from "../../core/market/instrument.ts";
import type { LiveProfile } from "../../core/venues/live-profile.ts";
import { liveProfileOf } from "../../core/venues/live-profiles.ts";
import type { VenueHistory } from "../ccxt/venue-history.ts";
import { RestAllowance } from "../feed/rest-allowance.ts";
import { RestClient } from "../feed/rest-client.ts";
import type { FeedWorld } from "../feed/world.ts";
import type { FoundCandles } from "./analysis-task.ts";

/** The part of a minute's REST weight that screens may spend, where the feed leaves as much: its books wait for snapshots, and come first. */
const SHARE = 0.5;
/** Answers waited for at a time. */
const MOST_IN_FLIGHT = 20;

/** Where a screen's history comes from. One `Asking` belongs to one screen and ends with it. */
export interface CandleSource {
  /** Whether the candles tell turnover and the aggressor's part; ccxt's do not. */
  readonly tellsTurnover: boolean;
  ask(): Asking;
}

/** The questions of one screen to the exchange. */
export interface Asking {
  /** The exchange's latest candles; a text says in one line why there are none. */
  candles(instrument: string, interval: string): Promise<FoundCandles | string>;
  /** How long the exchange's limits hold up what has not been asked yet, in ms; 0 where they do not. */
  readonly heldUpMs: () => number;
  /** What has not been asked yet is not asked any more. */
  stop(): void;
}

/** A venue's own REST side where its candles are read here, else ccxt, which is loaded when first asked. */
export function candleSourceOf(
  venue: string,
  endpoint: string | null,
  world: Pick<FeedWorld, "clock" | "random" | "request" | "schedule">,
): CandleSource {
  const profile = liveProfileOf(venue);
  return profile?.history === undefined ? new CcxtCandles(venue, endpoint) : new NativeCandles(profile, endpoint, world);
}

/**
 * Asks concurrently, as far as the venue's weight allows. This process cannot see what the feed spends: each answer's header tells it,
 * since the venue counts by the machine's address, and what is left of the whole is all that may be spent.
 */
class NativeCandles implements CandleSource {
  readonly tellsTurnover = true;
  private readonly profile: LiveProfile;
  private readonly endpoint: string | null;
  private readonly world: ConstructorParameters<typeof RestClient>[0];
  private readonly allowance: RestAllowance;

  constructor(profile: LiveProfile, endpoint: string | null, world: ConstructorParameters<typeof RestClient>[0]) {
    this.profile = profile;
    this.endpoint = endpoint;
    this.world = world;
    const { limits, usedWeightHeader } = profile;
    const whole = new RestAllowance({ weightPerMinute: limits.weightPerMinute, mostInFlight: MOST_IN_FLIGHT, usedWeightHeader });
    this.allowance = new RestAllowance({ weightPerMinute: limits.weightPerMinute * SHARE, mostInFlight: MOST_IN_FLIGHT, usedWeightHeader }, whole);
  }

  ask(): Asking {
    const { profile, endpoint, world } = this;
    const { history, venue } = profile;
    const restUrl = profile.addresses(endpoint)?.restUrl;
    const nowMs = (): number => Number(world.clock.wallNs() / 1_000_000n);
    // A request may wait for its turn: what had not ended when it was made at last is not closed in its answer.
    const madeMs = new Map<string, number>();
    const request: typeof world.request = (url) => {
      madeMs.set(url, nowMs());
      return world.request(url);
    };
    const rest = new RestClient({ ...world, request }, this.allowance);
    const candles: Asking["candles"] = async (instrument, interval) => {
      if (history === undefined || restUrl === undefined) return `${venue} publishes no candles`;
      if (!history.intervals.includes(interval)) return `the exchange publishes no candles of ${interval}`;
      try {
        const url = restUrl + history.path(splitInstrumentId(instrument).symbol, interval);
        const { status, body } = await rest.get(url, history.weight);
        if (status !== 200) return `the exchange refused its candles (${status}): ${new TextDecoder().decode(body.subarray(0, 200))}`;
        return { interval, askedMs: madeMs.get(url) ?? 0, venue, body: new Uint8Array(body) };
      } catch (error) {
        return `the exchange gave no candles: ${error instanceof Error ? error.message : String(error)}`;
      }
    };
    return { candles, heldUpMs: () => rest.heldUpMs, stop: () => rest.stop() };
  }
}

/** ccxt asks one after another, at the rate it knows for the exchange. */
class CcxtCandles implements CandleSource {
  readonly tellsTurnover = false;
  private readonly venue: string;
  private readonly endpoint: string | null;
  private loaded: Promise<VenueHistory> | null = null;

  constructor(venue: string, endpoint: string | null) {
    this.venue = venue;
    this.endpoint = endpoint;
  }

  ask(): Asking {
    let stopped = false;
    const candles: Asking["candles"] = async (instrument, interval) => {
      const history = await (this.loaded ??= this.load());
      if (stopped) return "nothing is asked any more";
      const askedMs = Date.now();
      const { rows, reason } = await history.candles(instrument, interval);
      return rows.length === 0 ? reason : { interval, askedMs, rows };
    };
    // ccxt keeps to the exchange's limits by itself, and does not say when it waits.
    return { candles, heldUpMs: () => 0, stop: () => void (stopped = true) };
  }

  private async load(): Promise<VenueHistory> {
    const { VenueHistory: History } = await import("../ccxt/venue-history.ts");
    return new History(this.venue, this.endpoint, () => Date.now());
  }
}
