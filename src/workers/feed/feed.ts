import type { FeedCommand, FeedEvent } from "../../core/contract/live.ts";
import type { Undo } from "../../core/contract/port.ts";
import { type InstrumentId, splitInstrumentId } from "../../core/market/instrument.ts";
import type { LiveAddresses } from "../../core/venues/live-profile.ts";
import { ConnectBudget } from "./connect-budget.ts";
import { Connection } from "./connection.ts";
import { type FeedOptions, KEPT_BYTES, RESEND_BYTES } from "./feed-options.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { DepthStreams } from "./depth-streams.ts";
import { FrameRouter } from "./frame-router.ts";
import { FrameTap, type Source } from "./frame-tap.ts";
import { KeptBlocks } from "./kept-blocks.ts";
import { allowanceOf } from "./rest-allowance.ts";
import { SnapshotQueue } from "./snapshot-queue.ts";
import { Stamper } from "./stamper.ts";
import { StatusReport } from "./status-report.ts";
import { TradeBackfill } from "./trade-backfill.ts";
import { UNHEARD_MS, WatchList } from "./watch-list.ts";
import { monoMs } from "./world.ts";

const TICK_MS = 250;
/** A book that is lost is subscribed anew at most so often. */
const RESUBSCRIBE_MS = 2_500;
const REST: Source = { id: "rest", epoch: 0 };

/** The live feed of one venue: sockets and REST in, numbered frames out. What it decides by time or by accident is a frame too. */
export class Feed {
  private readonly options: FeedOptions;
  private readonly stamper: Stamper;
  private readonly kept: KeptBlocks;
  private readonly router: FrameRouter;
  private readonly tap: FrameTap;
  private readonly budget: ConnectBudget;
  private readonly streams = new DepthStreams();
  private readonly snapshots: SnapshotQueue;
  private readonly pools: readonly ConnectionPool[];
  private readonly previous: ReadonlyMap<string, number>;
  private readonly backfill: TradeBackfill;
  private readonly watched: WatchList;
  /** When each in-band book was last subscribed anew because it was lost. */
  private readonly resubscribedMs = new Map<string, number>();
  /** Instruments of the session that this feed may not have heard of yet. */
  private readonly met = new Set<InstrumentId>();
  private connections = 0;
  /** Whether the session goes on where another feed died: what it missed is to be asked for. */
  private takesUp: boolean;
  private paused = false;
  private stopped = false;
  private cancel: Undo | null = null;
  private readonly report: StatusReport;

  constructor(options: FeedOptions) {
    const { venue, profile, addresses, world, boundBytes = KEPT_BYTES, afterRx = 0, previous = [] } = options;
    this.options = options;
    this.stamper = new Stamper(world.clock, afterRx);
    this.kept = new KeptBlocks(boundBytes, afterRx);
    this.router = new FrameRouter(venue, profile);
    const { stamper, router, kept } = this;
    this.tap = new FrameTap({ stamper, router, kept, schedule: world.schedule, venue: venue.name, post: (frames) => this.send(frames) });
    this.budget = new ConnectBudget(profile.limits.connectsPer5Min);
    this.takesUp = afterRx > 0;
    this.previous = new Map(previous.map(({ id, epoch }) => [id, epoch]));
    this.watched = new WatchList((symbol) => profile.symbolFault(symbol));
    this.report = new StatusReport({ stamper, kept, tap: this.tap, nowMs: this.nowMs });
    const allowance = options.allowance ?? allowanceOf(profile);
    const rest = {
      profile,
      restUrl: addresses.restUrl,
      onRequest: (url: string): void => this.tap.note("request", REST, JSON.stringify({ url })),
      onAnswer: (url: string, body: Uint8Array): boolean => this.tap.hear("rest", REST, body, false, url),
    };
    this.snapshots = new SnapshotQueue({
      ...rest,
      world,
      allowance,
      flows: (symbol) => this.streams.flows(symbol),
      onRefused: (symbol, message) => this.refuse(symbol, message),
    });
    this.backfill = new TradeBackfill({ ...rest, world, allowance });
    this.pools = addresses.routes.map((route) => {
      const connect = (): Connection => this.connect(route);
      return new ConnectionPool({ profile, route, clock: () => this.nowMs, random: world.random, connect });
    });
  }

  /** Begins: what a feed that died had not recorded is lost, and that is a frame. */
  start(): void {
    for (const [id, epoch] of this.previous) this.tap.note("gap", { id, epoch }, JSON.stringify({ cause: "disconnect" }));
    this.tell({ type: "feed.ready" });
    this.arm();
  }

  take(command: FeedCommand): void {
    if (this.stopped && command.type !== "frames.stored" && command.type !== "frames.resend" && command.type !== "feed.stop") return;
    switch (command.type) {
      case "feed.watch":
        return this.watch(command.symbols);
      case "snapshot.want":
        return this.wantSnapshot(command.instrument);
      case "frames.stored":
        this.kept.forget(Math.min(command.rx, this.stamper.rx));
        return this.easePressure();
      case "feed.bound":
        this.kept.limit(command.bytes);
        return this.easePressure();
      case "frames.resend":
        for (const message of this.tap.sentAfter(command.afterRx, RESEND_BYTES)) this.options.post(message);
        break;
      case "feed.mark":
        return this.tap.markAll(this.nowMs, this.instruments());
      case "feed.met":
        return command.instruments.forEach((id) => this.met.add(id as InstrumentId));
      case "feed.quarantine":
        return this.tell({ type: "feed.quarantined", ...this.tap.quarantine(command.rx) });
      case "feed.stop":
        return this.stop();
      case "history.want": // is seen to beside the feed
    }
  }

  private get nowMs(): number {
    return monoMs(this.options.world.clock);
  }

  private tell(event: FeedEvent): void {
    this.options.post(JSON.stringify(event));
  }

  private connect(route: LiveAddresses["routes"][number]): Connection {
    const { world, profile, afterRx = 0, feedsBefore = afterRx > 0 ? 1 : 0 } = this.options;
    const id = `ws-${++this.connections}`;
    // Where another feed's frames lie before this one's, a first open is no first open: the books on it must not go on as if nothing were lost.
    const epoch = this.previous.get(id) ?? feedsBefore;
    const { tap, router, budget } = this;
    const connection = new Connection({
      id,
      epoch,
      world,
      profile,
      route,
      tap,
      router,
      budget,
      onSymbol: (carrier, symbol, isDepth) => this.heard(carrier, symbol, isDepth),
      onDown: () => this.down(connection),
      onRefused: (symbol, error) => this.refuse(symbol, `the exchange refused its streams: ${error}`),
      onEndAnnounced: () => this.renew(connection),
    });
    if (this.paused) connection.pause();
    return connection;
  }

  private watch(symbols: readonly string[]): void {
    const { gone, refused } = this.watched.set(symbols, this.nowMs);
    for (const refusal of refused) this.tell({ type: "feed.refused", ...refusal });
    for (const symbol of gone) this.forget(symbol);
    if (this.takesUp) this.backfill.broken(this.watched.symbols);
    this.takesUp = false;
    this.share();
  }

  /** The venue will not have this symbol: nobody asks for it again until somebody wants it anew. */
  private refuse(symbol: string, message: string): void {
    if (!this.watched.refuse(symbol)) return;
    this.forget(symbol);
    this.tell({ type: "feed.refused", symbol, message });
    this.share();
  }

  private forget(symbol: string): void {
    this.resubscribedMs.delete(symbol);
    this.streams.forget(symbol);
    this.snapshots.forget(symbol);
    this.backfill.forget(symbol);
  }

  private share(): void {
    const { symbols } = this.watched;
    for (const pool of this.pools) pool.watch(symbols);
  }

  private wantSnapshot(instrument: string): void {
    const { venue, symbol } = splitInstrumentId(instrument);
    if (venue !== this.options.venue.name || !this.watched.has(symbol)) return;
    if (this.options.profile.snapshotPath !== undefined) this.snapshots.want(symbol);
    else this.resubscribe(symbol);
  }

  /** An in-band book begins anew with its subscription; not more often than answers take to come. */
  private resubscribe(symbol: string): void {
    if (this.nowMs - (this.resubscribedMs.get(symbol) ?? Number.NEGATIVE_INFINITY) < RESUBSCRIBE_MS) return;
    this.resubscribedMs.set(symbol, this.nowMs);
    for (const pool of this.pools) if (pool.carriesDepth) this.renewStreams(symbol, pool.carrier(symbol));
  }

  /** What is said between unsubscribing and subscribing again is missed. */
  private renewStreams(symbol: string, carrier: Connection | undefined): void {
    carrier?.subscriptions.renew(symbol);
    this.backfill.broken([symbol]);
  }

  private heard(connection: Connection, symbol: string, isDepth: boolean): void {
    if (!this.watched.heard(symbol)) return;
    if (isDepth && this.streams.heard(symbol, connection, this.nowMs)) this.snapshots.pump();
    for (const pool of this.pools) pool.heard(connection, symbol, isDepth);
    // A symbol's trades travel with its book.
    if (connection.carriesDepth) this.backfill.heard(symbol);
  }

  private down(connection: Connection): void {
    this.streams.down(connection);
    if (!connection.carriesDepth) return;
    const carried = [...connection.subscriptions.symbols].filter((symbol) => this.watched.hasSpoken(symbol));
    this.backfill.broken(carried.filter((symbol) => this.pools.some((pool) => pool.carrier(symbol) === connection)));
  }

  /** Sends frames on; where too many wait for the store, the sockets are not read until it has caught up. */
  private send(frames: ArrayBuffer): void {
    this.options.post(frames);
    if (this.paused || this.stopped || !this.kept.isTight) return;
    this.paused = true;
    for (const connection of this.eachConnection()) connection.pause();
  }

  /** There is room again: what found none is named, and the sockets are read. */
  private easePressure(): void {
    if (this.kept.isTight) return;
    this.tap.nameLosses();
    if (!this.paused) return;
    this.paused = false;
    this.streams.forgiveSilence(this.nowMs);
    for (const connection of this.eachConnection()) connection.resume();
  }

  private renew(connection: Connection): void {
    for (const pool of this.pools) pool.renew(connection);
  }

  private eachConnection(): Connection[] {
    return this.pools.flatMap((pool) => pool.connections);
  }

  private arm(): void {
    this.cancel = this.options.world.schedule(() => this.tick(), TICK_MS);
  }

  private tick(): void {
    const { nowMs } = this;
    for (const pool of this.pools) pool.check();
    if (!this.paused) {
      this.flagSilence(nowMs);
      this.probeUnheard(nowMs);
    }
    if (this.report.isDue(nowMs)) this.status();
    this.arm();
  }

  private flagSilence(nowMs: number): void {
    for (const { symbol, connection, silentMs, known } of this.streams.silent(nowMs)) {
      const instrument = `${this.options.venue.name}:${symbol}`;
      if (!known) this.tap.note("stale", connection, JSON.stringify({ instrument, silentMs: Math.round(silentMs) }));
      for (const pool of this.pools) if (pool.carrier(symbol) === connection) this.renewStreams(symbol, connection);
    }
  }

  /** Binance acknowledges streams of symbols it does not have; only its REST side says so. */
  private probeUnheard(nowMs: number): void {
    const { pools, snapshots } = this;
    const isAudible = (carrier?: Connection): boolean => carrier?.state === "open" && nowMs - carrier.openedMs >= UNHEARD_MS;
    const unheard = this.watched.unheard(nowMs, (symbol) => pools.every((pool) => isAudible(pool.carrier(symbol))));
    if (this.options.profile.snapshotPath !== undefined) for (const symbol of unheard) snapshots.want(symbol, true);
  }

  private status(): void {
    this.tell({
      ...this.report.take(this.nowMs),
      connections: this.eachConnection().map(({ status }) => status),
      links: this.options.links?.status ?? { bytes: 0, highWaterBytes: 0, boundBytes: 0, lost: 0 },
      snapshotsPending: this.snapshots.pending,
    });
  }

  /** Every instrument of the session. */
  private instruments(): InstrumentId[] {
    return [...this.met.union(new Set(this.router.instruments()))];
  }

  private stop(): void {
    if (!this.stopped) {
      this.stopped = true;
      this.cancel?.();
      for (const connection of this.eachConnection()) connection.stop();
      this.snapshots.stop();
      this.backfill.stop();
      this.tap.close(this.nowMs, this.instruments());
    }
    this.status();
    this.tell({ type: "feed.stopped" });
  }
}
