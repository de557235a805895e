import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const MINUTE_MS = 60_000;
const CANDLES = 1_000;

/** Refuse what comes as number `from` and after, until a silence of `seconds` has passed since the first refusal. */
export interface Refusal {
  readonly from: number;
  readonly seconds: number;
}

/** What the server saw. */
export interface Seen {
  requests: number;
  mostAtOnce: number;
  refused: number;
  /** Requests that came while it had asked for silence, after it had said so to somebody. */
  duringSilence: number;
}

export interface SlowExchange {
  readonly address: string;
  readonly seen: Seen;
  close(): Promise<void>;
}

/**
 * Answers `GET .../klines` with 1,000 candles after `latencyMs`, the same for every symbol or those of `klinesOf`; where it refuses, at
 * once, with 429 and Retry-After.
 */
export async function startSlowExchange(
  latencyMs: number,
  refusal: Refusal | null = null,
  klinesOf: ((symbol: string) => string) | null = null,
): Promise<SlowExchange> {
  const seen: Seen = { requests: 0, mostAtOnce: 0, refused: 0, duringSilence: 0 };
  const body = klines();
  let open = 0;
  let silentFromMs = Number.POSITIVE_INFINITY;
  const server = createServer((request, response) => {
    const nowMs = performance.now();
    seen.requests++;
    seen.mostAtOnce = Math.max(seen.mostAtOnce, ++open);
    response.on("close", () => open--);
    const silent = refusal !== null && nowMs < silentFromMs + refusal.seconds * 1_000;
    if (refusal !== null && seen.requests >= refusal.from && silent) {
      if (silentFromMs === Number.POSITIVE_INFINITY) silentFromMs = nowMs;
      else if (nowMs > silentFromMs + latencyMs) seen.duringSilence++; // what was under way before the answer could arrive is no fault
      seen.refused++;
      answer(response, 429, "{}", { "retry-after": String(refusal.seconds) });
      return;
    }
    const symbol = new URL(request.url ?? "", "http://127.0.0.1").searchParams.get("symbol") ?? "";
    setTimeout(() => answer(response, 200, klinesOf?.(symbol) ?? body), latencyMs);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body);
}

function klines(): string {
  const firstMs = Date.UTC(2026, 0, 1);
  const rows = Array.from({ length: CANDLES }, (_, minute) => {
    const openMs = firstMs + minute * MINUTE_MS;
    return [openMs, "1.5", "2.5", "0.5", "2", "10", openMs + MINUTE_MS - 1, "15", 7, "5", "7.5", "0"];
  });
  return JSON.stringify(rows);
}
