import type { DeskStatus } from "../stores/shell-store.ts";

/**
 * How the desk stands to the exchange. `live`: at least one socket is open. `off`: none is, and `reason` says why and what happens next.
 * `unknown`: the desk has not said yet.
 */
export interface ExchangeState {
  readonly state: "live" | "off" | "unknown";
  readonly reason: string;
}

export function exchangeState(status: DeskStatus | null): ExchangeState {
  if (status === null || status.connections.length === 0) return { state: "unknown", reason: "" };
  if (status.connections.some(({ state }) => state === "open")) return { state: "live", reason: "" };
  const waiting = status.connections.find(({ reason }) => reason !== "");
  if (waiting === undefined) return { state: "unknown", reason: "" };
  const next = waiting.retryInMs === null ? "" : `. Trying again in ${Math.max(1, Math.ceil(waiting.retryInMs / 1_000))} s`;
  return { state: "off", reason: `${waiting.reason.replace(/\.$/, "")}${next}` };
}
