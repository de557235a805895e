import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";

const folder = new URL("./peers/", import.meta.url);

/** Installs the measured packages on first use, without their install scripts; false, with a line on stderr, where that fails. */
export function installPeers(): boolean {
  if (existsSync(new URL("node_modules/.package-lock.json", folder))) return true;
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

interface TardisLevel {
  readonly price: number;
  readonly amount: number;
}

interface TardisBook {
  update(change: unknown): void;
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
