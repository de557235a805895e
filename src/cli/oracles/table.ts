import { existsSync } from "node:fs";
import { join } from "node:path";
import { BINANCE_SPOT, BINANCE_USDM } from "../../core/venues/binance/venues.ts";
import { BITFINEX } from "../../core/venues/bitfinex/venue.ts";
import { BITGET_PERP, BITGET_SPOT } from "../../core/venues/bitget/venues.ts";
import { BYBIT_LINEAR, BYBIT_SPOT } from "../../core/venues/bybit/venues.ts";
import { COINBASE } from "../../core/venues/coinbase/venue.ts";
import { KRAKEN } from "../../core/venues/kraken/venue.ts";
import { OKX } from "../../core/venues/okx/venue.ts";
import { bestQuotes, bookSequences, checksums, connectionSequences, type Find, knownChecksum, together } from "./judges.ts";
import { type Oracle, type Recording, recordingsIn } from "./oracle.ts";

/** hftbacktest recordings: the days of one symbol are one stream. Those that are not on this machine are left out. */
const days =
  (folder: string, ...streams: readonly (readonly [symbol: string, ...files: string[]])[]): Find =>
  (captures) =>
    streams.flatMap(([symbol, ...files]): Recording[] => {
      const paths = files.map((file) => join(captures, folder, `${file}.gz`));
      return paths.every((path) => existsSync(path)) ? [{ format: "hftbacktest", paths, symbol }] : [];
    });

const both =
  (...finds: readonly Find[]): Find =>
  (captures) =>
    finds.flatMap((find) => find(captures));

/** Files of cryptofeed's, in either of its formats. */
const CRYPTOFEED = /^cryptofeed_.+\.(gz|jsonl\.zst)$/;

/** Recordings of both kinds of markets at once. */
const bybit: Find = (captures) => recordingsIn(captures, "bybit", /^cryptofeed_.+\.jsonl\.zst$/, "cryptofeed");
const bitget: Find = (captures) => recordingsIn(captures, "bitget", /^cryptofeed_.+\.jsonl\.zst$/, "cryptofeed");

/** One entry a venue: what in its recordings proves it. `allowed` is what the README beside the recordings names. */
export const ORACLES: readonly Oracle[] = [
  bestQuotes(
    BINANCE_SPOT,
    both(
      days(
        "binance-spot",
        ["BTCUSDT", "spot_btcusdt_20240808", "spot_btcusdt_20240809"],
        ["ETHUSDT", "spot_ethusdt_20240808", "spot_ethusdt_20240809"],
      ),
      (captures) => recordingsIn(captures, "binance-spot", CRYPTOFEED, "cryptofeed"),
    ),
    2, // bookTicker is silent about a level that vanished and came back within 13 ids
  ),
  bestQuotes(
    BINANCE_USDM,
    both(
      days(
        "binance-usdm",
        ["BTCUSDT", "usdm_btcusdt_20240808"],
        ["ETHUSDT", "usdm_ethusdt_20240808"],
        ["BTCUSDT", "usdm_btcusdt_20240718", "usdm_btcusdt_20240719"],
        ["ETHUSDT", "usdm_ethusdt_20240718", "usdm_ethusdt_20240719"],
        ["BTCUSDT", "usdm_btcusdt_20230404", "usdm_btcusdt_20230405"],
      ),
      (captures) => recordingsIn(captures, "binance-usdm", CRYPTOFEED, "cryptofeed"),
    ),
  ),
  checksums(
    KRAKEN,
    both(
      (captures) => recordingsIn(captures, "kraken", /^v1_.+\.gz$/, "cryptofeed"),
      (captures) => recordingsIn(captures, "kraken", /^v2_.+\.cbcap$/, "cbcap"),
    ),
  ),
  checksums(OKX, (captures) => recordingsIn(captures, "okx", /^v5_.+\.gz$/, "cryptofeed")),
  bookSequences(BYBIT_SPOT, bybit),
  bookSequences(BYBIT_LINEAR, bybit),
  connectionSequences(COINBASE, (captures) => recordingsIn(captures, "coinbase", /^cryptofeed_.+advanced\.jsonl\.zst$/, "cryptofeed")),
  checksums(BITGET_SPOT, bitget),
  checksums(BITGET_PERP, bitget),
  together(
    connectionSequences(BITFINEX, (captures) => recordingsIn(captures, "bitfinex", CRYPTOFEED, "cryptofeed")),
    knownChecksum(BITFINEX),
  ),
];
