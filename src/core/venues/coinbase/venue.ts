import { unnumbered } from "../../book/sequence-policy.ts";
import type { Venue } from "../venue.ts";
import { CoinbaseDecoder } from "./decoder.ts";

/** Coinbase Advanced Trade. Its books have no ids: the sequence over their connection is what proves them. */
export const COINBASE: Venue = {
  name: "coinbase",
  title: "Coinbase Advanced",
  sequence: unnumbered("coinbase", null),
  decoder: (interest) => new CoinbaseDecoder(interest),
};
