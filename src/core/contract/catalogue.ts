import * as z from "zod";
import { decodeControl } from "./desk.ts";
import type { PortMessage } from "./port.ts";

/** So many sessions in one message stay below a message's bound, with paths of at most 4,096 characters. */
export const SESSIONS_PER_MESSAGE = 10;

const count = z.int().min(0);
const nanoseconds = z.string().regex(/^-?[0-9]{1,20}$/);

/** What a session file says of itself. */
export const storedSessionSchema = z.strictObject({
  path: z.string(),
  venue: z.string(),
  bytes: count,
  frames: count,
  instruments: count,
  span: z.strictObject({ firstNs: nanoseconds, lastNs: nanoseconds }).nullable(),
  /** One line where it cannot be opened; empty where it can. */
  fault: z.string(),
});

/** What the catalogue's process tells the shell: the sessions it was asked about, newest first, in one or more messages. */
export const catalogueEventSchema = z.strictObject({ type: z.literal("sessions.found"), sessions: z.array(storedSessionSchema), last: z.boolean() });

export type StoredSession = z.infer<typeof storedSessionSchema>;
export type CatalogueEvent = z.infer<typeof catalogueEventSchema>;

/** Throws a ContractError. */
export function decodeCatalogueEvent(message: PortMessage): CatalogueEvent {
  return decodeControl(catalogueEventSchema, message);
}
