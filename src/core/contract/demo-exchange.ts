import * as z from "zod";
import { decodeControl } from "./desk.ts";
import type { PortMessage } from "./port.ts";

/** What the process of the demo exchange tells the shell, once: where it listens, and what it trades. */
export const demoExchangeEventSchema = z.strictObject({
  type: z.literal("exchange.started"),
  /** `http://127.0.0.1:PORT`; sockets at `ws://` the same. */
  address: z.string(),
  /** Its markets, by the exchange's own ids. */
  symbols: z.array(z.string()).min(1),
});

export type DemoExchangeEvent = z.infer<typeof demoExchangeEventSchema>;

/** Throws a ContractError. */
export function decodeDemoExchangeEvent(message: PortMessage): DemoExchangeEvent {
  return decodeControl(demoExchangeEventSchema, message);
}
