import * as z from "zod";
import { type ReplayStatus, SPEEDS } from "../../core/contract/desk.ts";
import { readSaved } from "../stores/read-saved.ts";

const KEY = "tapedeck.replay";

const placeSchema = z.object({
  session: z.string(),
  rx: z.int().min(0),
  rxNs: z.string().regex(/^-?[0-9]{1,20}$/),
  playing: z.boolean(),
  speed: z.literal(SPEEDS),
});

/** Where a replay stands: enough to go there again. */
export type ReplayPlace = z.infer<typeof placeSchema>;

type Memory = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Reads where this window stood before it was loaded anew; null where it showed the live desk, or wrote nothing that can be read. */
export function readPlace(memory: Memory): ReplayPlace | null {
  return readSaved(memory, KEY, placeSchema);
}

/** Keeps the place; null: the live desk is shown. */
export function keepPlace(memory: Memory, session: string, status: ReplayStatus | null): void {
  if (status === null) memory.removeItem(KEY);
  else {
    const { rx, rxNs, playing, speed } = status;
    memory.setItem(KEY, JSON.stringify({ session, rx, rxNs, playing, speed } satisfies ReplayPlace));
  }
}
