import { BINANCE_FUTURES_SEQUENCE, BINANCE_SPOT_SEQUENCE } from "../../book/sequence-policy.ts";
import type { Venue } from "../venue.ts";
import { BinanceDecoder } from "./decoder.ts";

export const BINANCE_SPOT: Venue = {
  name: "binance",
  title: "Binance spot",
  sequence: BINANCE_SPOT_SEQUENCE,
  decoder: (interest) => new BinanceDecoder({ futures: false }, interest),
};

export const BINANCE_USDM: Venue = {
  name: "binance-usdm",
  title: "Binance USD-M futures",
  sequence: BINANCE_FUTURES_SEQUENCE,
  decoder: (interest) => new BinanceDecoder({ futures: true }, interest),
};

export const BINANCE_COINM: Venue = {
  name: "binance-coinm",
  title: "Binance COIN-M futures",
  sequence: BINANCE_FUTURES_SEQUENCE,
  decoder: (interest) => new BinanceDecoder({ futures: true }, interest),
};
