import { schedule } from "../schedule.ts";
import { fetchRequest } from "./fetch-request.ts";
import type { FeedWorld } from "./world.ts";
import { openWsSocket } from "./ws-socket.ts";

/** The machine's clocks, chance and network. */
export const REAL_WORLD: FeedWorld = {
  clock: { monoNs: () => process.hrtime.bigint(), wallNs: () => BigInt(Date.now()) * 1_000_000n },
  random: Math.random,
  openSocket: openWsSocket,
  request: fetchRequest,
  schedule,
};
