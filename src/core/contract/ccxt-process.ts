import * as z from "zod";

/** What the process of a ccxt exchange tells the shell; everything else goes over its socket to the feed. */
export const ccxtEventSchema = z.discriminatedUnion("type", [
  /** The socket for the feed is open on this port of 127.0.0.1. */
  z.strictObject({ type: z.literal("ccxt.listening"), port: z.int().min(1).max(65_535) }),
  /** In one line for a person: what ccxt cannot do now, and tries again. */
  z.strictObject({ type: z.literal("ccxt.trouble"), message: z.string() }),
]);

export type CcxtEvent = z.infer<typeof ccxtEventSchema>;
