import { KRAKEN_CHECKSUM } from "../../book/checksum.ts";
import { unnumbered } from "../../book/sequence-policy.ts";
import type { Venue } from "../venue.ts";
import { KrakenDecoder } from "./decoder.ts";

/** Kraken spot. Its book messages have no ids: the checksum that each carries is all that proves them. */
export const KRAKEN: Venue = {
  name: "kraken",
  title: "Kraken spot",
  sequence: unnumbered("kraken", KRAKEN_CHECKSUM),
  decoder: (interest) => new KrakenDecoder(interest),
};
