import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type LockedPackages, sameInstall } from "../scripts/dependencies.mjs";

const folder = new URL("./peers/", import.meta.url);

/** Installs the measured packages on first use, without their install scripts; false, with a line on stderr, where that fails. */
export function installPeers(): boolean {
  if (isInstalled()) return true;
  process.stderr.write("bench: installing the packages it measures (bench/peers, no install scripts)\n");
  try {
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    return true;
  } catch (error) {
    process.stderr.write(
      `bench: the packages cannot be installed, their figures are null (${error instanceof Error ? error.message.split("\n")[0] : String(error)})\n`,
    );
    return false;
  }
}

/** Whether what is installed is what is locked: a package may have joined since. */
function isInstalled(): boolean {
  const [locked, installed] = ["package-lock.json", "node_modules/.package-lock.json"].map((file) => {
    const url = new URL(file, folder);
    return existsSync(url) ? (JSON.parse(readFileSync(url, "utf8")) as { readonly packages: LockedPackages }).packages : null;
  });
  return locked != null && installed != null && sameInstall(locked, installed);
}

interface TardisLevel {
  readonly price: number;
  readonly amount: number;
}

export interface TardisBook {
  update(change: unknown): void;
  bestBid(): TardisLevel | undefined;
  bestAsk(): TardisLevel | undefined;
  bids(): Iterable<TardisLevel>;
  asks(): Iterable<TardisLevel>;
}

/** What of tardis-dev is measured, as its own types say. */
export interface Tardis {
  readonly OrderBook: new () => TardisBook;
  readonly normalizeBookChanges: (exchange: string, from: Date) => TardisMapper;
  readonly normalizeTrades: (exchange: string, from: Date) => TardisMapper;
  readonly computeTradeBars: (options: { kind: "time"; interval: number; name?: string }) => () => TardisComputable;
}

export interface TardisMapper {
  canHandle(message: unknown): boolean;
  map(message: unknown, local: Date): Iterable<unknown> | undefined;
}

export interface TardisComputable {
  compute(message: unknown): Iterable<unknown>;
}

export function loadTardis(): Tardis {
  return createRequire(new URL("package.json", folder))("tardis-dev") as Tardis;
}

type CcxtLevel = readonly [price: number, amount: number];

export interface CcxtBook {
  readonly bids: readonly CcxtLevel[];
  readonly asks: readonly CcxtLevel[];
  reset(snapshot: object): void;
}

interface CcxtBinance {
  readonly orderbooks: Record<string, CcxtBook>;
  setMarkets(markets: readonly object[]): unknown;
  orderBook(snapshot: object, depth: number): CcxtBook;
  parseOrderBook(answer: unknown, symbol: string): object;
  handleOrderBook(client: object, message: unknown): void;
}

/** What of ccxt is measured, as its own types say. */
export interface Ccxt {
  readonly pro: { readonly binance: new (options: object) => CcxtBinance };
}

export function loadCcxt(): Ccxt {
  return createRequire(new URL("package.json", folder))("ccxt") as Ccxt;
}
