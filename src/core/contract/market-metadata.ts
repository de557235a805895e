import * as z from "zod";
import type { InstrumentId } from "../market/instrument.ts";
import type { MarketListing } from "../market/market-listing.ts";
import { MAX_MESSAGE_BYTES } from "./port.ts";

/** What the metadata worker tells: a venue's markets in parts, then that there are no more, or in one line why there are none. */
const decimal = z
  .string()
  .regex(/^[0-9]+(\.[0-9]+)?$/)
  .nullable();

/** `<venue>:<the exchange's own id>`. */
export const instrumentIdSchema = z.custom<InstrumentId>((id) => typeof id === "string" && /^[^:]+:./u.test(id));

const listingSchema: z.ZodType<MarketListing> = z.strictObject({
  instrument: instrumentIdSchema,
  symbol: z.string().min(1),
  base: z.string(),
  quote: z.string(),
  tickSize: decimal,
  lotSize: decimal,
  contractSize: decimal,
  active: z.boolean().nullable(),
});

export const metadataEventSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("markets.part"), markets: z.array(listingSchema) }),
  z.strictObject({ type: z.literal("markets.end"), count: z.int().min(0) }),
  z.strictObject({ type: z.literal("markets.failed"), message: z.string() }),
]);

export type MetadataEvent = z.infer<typeof metadataEventSchema>;

/** A market's JSON is some 200 bytes; a name is bounded where it is read. */
const MARKETS_IN_PART = Math.floor(MAX_MESSAGE_BYTES / 1_024);

/** A venue's markets as messages, each within the bound of a message. */
export function* metadataMessages(markets: readonly MarketListing[]): Generator<string> {
  const text = (event: MetadataEvent): string => JSON.stringify(event);
  for (let at = 0; at < markets.length; at += MARKETS_IN_PART) {
    yield text({ type: "markets.part", markets: markets.slice(at, at + MARKETS_IN_PART) });
  }
  yield text({ type: "markets.end", count: markets.length });
}
