import type { Venue } from "../venue.ts";
import { OkxDecoder } from "./decoder.ts";
import { OKX_SEQUENCE } from "./sequence.ts";

/** OKX: spot, swaps, futures and options, told apart by their `instId`. */
export const OKX: Venue = {
  name: "okx",
  title: "OKX",
  sequence: OKX_SEQUENCE,
  decoder: (interest) => new OkxDecoder(interest),
};
