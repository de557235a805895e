import { BlockReader } from "../../../src/core/contract/frame-block.ts";
import type { RecordedFrame } from "../../../src/core/contract/frame.ts";
import {
  decodeFrames,
  type FeedCommand,
  type FeedEvent,
  feedEventSchema,
  type FeedStatus,
  type FrameBatch,
} from "../../../src/core/contract/live.ts";
import type { LiveLimits, LiveProfile } from "../../../src/core/venues/live-profile.ts";
import { BINANCE_SPOT_LIVE } from "../../../src/core/venues/binance/live.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import type { Venue } from "../../../src/core/venues/venue.ts";
import { Feed } from "../../../src/workers/feed/feed.ts";
import type { FeedOptions } from "../../../src/workers/feed/feed-options.ts";
import { diffText } from "../../core/binance-text.ts";
import { FakeExchange } from "./fake-world.ts";

/** A frame as it left the feed. */
export interface SentFrame extends Omit<RecordedFrame, "bytes" | "start" | "end"> {
  readonly text: string;
  readonly bytes: Uint8Array;
}

export function framesOf({ block }: FrameBatch): SentFrame[] {
  if (block.length === 0) return [];
  const reader = new BlockReader(block);
  const frame = {} as RecordedFrame;
  return Array.from({ length: reader.count }, (_, at) => {
    reader.read(at, frame);
    reader.readClock(at, frame);
    const { start, end, bytes, ...rest } = frame;
    const own = bytes.slice(start, end);
    return { ...rest, bytes: own, text: new TextDecoder().decode(own) };
  });
}

interface Extra extends Partial<Omit<FeedOptions, "profile">> {
  readonly limits?: Partial<LiveLimits>;
  /** Whether the store commits what it is sent, 10 ms later. */
  readonly stores?: boolean;
  readonly market?: { readonly venue: Venue; readonly profile: LiveProfile };
  /** Null: the venue's own addresses. */
  readonly endpoint?: string | null;
}

const SPOT = { venue: BINANCE_SPOT, profile: BINANCE_SPOT_LIVE };

/** A feed, of Binance spot unless told otherwise, on a fake exchange, and all that it said. */
export class WatchedFeed {
  readonly exchange = new FakeExchange();
  readonly feed: Feed;
  readonly batches: FrameBatch[] = [];
  readonly frames: SentFrame[] = [];
  readonly events: FeedEvent[] = [];
  private lastId = 0;

  constructor({ limits = {}, stores = true, market = SPOT, endpoint = "http://127.0.0.1:9", ...extra }: Extra = {}) {
    const profile: LiveProfile = { ...market.profile, limits: { ...market.profile.limits, ...limits } };
    const addresses = profile.addresses(endpoint);
    if (addresses === null) throw new Error("no address");
    this.feed = new Feed({
      venue: market.venue,
      profile,
      addresses,
      world: this.exchange.world,
      ...extra,
      post: (message) => {
        if (typeof message === "string") {
          this.events.push(feedEventSchema.parse(JSON.parse(message)));
          return;
        }
        const batch = decodeFrames(message);
        this.batches.push(batch);
        const frames = framesOf(batch);
        this.frames.push(...frames);
        const rx = frames.at(-1)?.rx;
        if (stores && rx !== undefined) this.exchange.time.schedule(() => this.feed.take({ type: "frames.stored", rx }), 10);
      },
    });
    this.feed.start();
  }

  /** Commands, then time: sockets have opened and subscriptions are answered by then. */
  async tell(...commands: readonly FeedCommand[]): Promise<void> {
    for (const command of commands) this.feed.take(command);
    await this.advance(50);
  }

  async watch(...symbols: readonly string[]): Promise<void> {
    await this.tell({ type: "feed.watch", symbols: [...symbols] });
  }

  async advance(ms: number): Promise<void> {
    await this.exchange.time.advance(ms);
  }

  /** A depth message of the symbol, on the socket that carries it unless another is given. */
  depth(symbol: string, socket = this.carrier(symbol)): string {
    const id = ++this.lastId;
    const text = diffText({ symbol, U: id, u: id, bids: "100 1", E: 1_800_000_000_000 + id });
    socket.say(text);
    return text;
  }

  carrier(symbol: string) {
    const socket = this.exchange.live.find(({ subscribed }) => subscribed.has(`${symbol.toLowerCase()}@depth@100ms`));
    if (socket === undefined) throw new Error(`${symbol} is not subscribed anywhere`);
    return socket;
  }

  kinds(...kinds: readonly SentFrame["kind"][]): SentFrame[] {
    return this.frames.filter(({ kind }) => kinds.includes(kind));
  }

  get status(): FeedStatus {
    const last = this.events.findLast((event) => event.type === "feed.status");
    if (last === undefined) throw new Error("no status yet");
    return last;
  }

  /** Frames leave a socket read one turn later. */
  async flush(): Promise<void> {
    await this.advance(0);
  }
}

export const wantOf = (symbol: string): FeedCommand => ({ type: "snapshot.want", instrument: `binance:${symbol}` });
