import type { LiveProfile, StreamRoute } from "../../core/venues/live-profile.ts";
import type { Connection } from "./connection.ts";
import { Renewal } from "./renewal.ts";

/** A connection is renewed so long before the venue would end it, and up to so much earlier by chance: not all at once. */
const RENEW_AHEAD_MS = 30 * 60_000;
const RENEW_SPREAD_MS = 30 * 60_000;

export interface ConnectionPoolOptions {
  readonly profile: LiveProfile;
  readonly route: StreamRoute;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly random: () => number;
  /** Makes a connection of this route, not yet opened. */
  readonly connect: () => Connection;
}

/** The connections that carry one route's streams: each symbol's streams on one connection, no connection beyond the venue's limits. */
export class ConnectionPool {
  private readonly options: ConnectionPoolOptions;
  private readonly perConnection: number;
  private readonly carriers = new Map<string, Connection>();
  private active: Connection[] = [];
  private renewals: Renewal[] = [];
  private readonly renewAtAgeMs = new Map<Connection, number>();

  constructor(options: ConnectionPoolOptions) {
    this.options = options;
    const { profile, route } = options;
    this.perConnection = Math.max(1, Math.floor(profile.limits.streamsPerConnection / route.streams("x").length));
  }

  get connections(): readonly Connection[] {
    return [...this.active, ...this.renewals.map(({ old }) => old)];
  }

  get carriesDepth(): boolean {
    return this.options.route.carriesDepth;
  }

  /** The connection that carries a symbol; while one is renewed, the fresh one. */
  carrier(symbol: string): Connection | undefined {
    return this.carriers.get(symbol);
  }

  watch(symbols: ReadonlySet<string>): void {
    for (const symbol of this.carriers.keys()) if (!symbols.has(symbol)) this.carriers.delete(symbol);
    const fresh: Connection[] = [];
    const load = new Map(this.active.map((connection) => [connection, 0]));
    for (const connection of this.carriers.values()) load.set(connection, (load.get(connection) ?? 0) + 1);
    for (const symbol of symbols) {
      if (this.carriers.has(symbol)) continue;
      let room = [...load].find(([, count]) => count < this.perConnection)?.[0];
      if (room === undefined) {
        room = this.add();
        fresh.push(room);
      }
      load.set(room, (load.get(room) ?? 0) + 1);
      this.carriers.set(symbol, room);
    }
    this.share();
    for (const { old } of this.renewals) old.subscriptions.want(new Set([...old.subscriptions.symbols].filter((symbol) => symbols.has(symbol))));
    for (const connection of fresh) connection.open();
  }

  /** A message of `symbol` came over `connection`; of its depth stream where the route has one. */
  heard(connection: Connection, symbol: string, isDepth: boolean): void {
    if (this.renewals.length === 0 || (this.options.route.carriesDepth && !isDepth)) return;
    for (const renewal of this.renewals) if (renewal.fresh === connection) renewal.heard(symbol);
  }

  /** Puts a fresh connection beside one that will end, and moves its symbols over without a break. */
  renew(old: Connection): void {
    if (!this.active.includes(old)) return;
    const fresh = this.add();
    this.active = this.active.filter((connection) => connection !== old);
    this.renewAtAgeMs.delete(old);
    for (const [symbol, carrier] of this.carriers) if (carrier === old) this.carriers.set(symbol, fresh);
    this.renewals.push(new Renewal(old, fresh, this.options.clock()));
    fresh.subscriptions.want(old.subscriptions.symbols);
    fresh.open();
  }

  /** Called now and then. */
  check(): void {
    const nowMs = this.options.clock();
    for (const connection of this.connections) connection.check();
    for (const connection of this.active) {
      const ageMs = nowMs - connection.openedMs;
      if (connection.state === "open" && ageMs >= (this.renewAtAgeMs.get(connection) ?? Number.POSITIVE_INFINITY)) this.renew(connection);
    }
    this.renewals = this.renewals.filter((renewal) => !renewal.advance(nowMs));
  }

  private add(): Connection {
    const { connect, profile, random } = this.options;
    const connection = connect();
    this.active.push(connection);
    this.renewAtAgeMs.set(connection, profile.limits.connectionLifeMs - RENEW_AHEAD_MS - random() * RENEW_SPREAD_MS);
    return connection;
  }

  /** Tells each connection its symbols, and closes those that have none. */
  private share(): void {
    for (const connection of this.active) {
      const symbols = new Set<string>();
      for (const [symbol, carrier] of this.carriers) if (carrier === connection) symbols.add(symbol);
      connection.subscriptions.want(symbols);
      if (symbols.size > 0) continue;
      this.active = this.active.filter((other) => other !== connection);
      this.renewAtAgeMs.delete(connection);
      connection.close("nothing left to watch");
    }
  }
}
