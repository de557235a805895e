import { expect, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import type { CcxtEvent } from "../../../src/core/contract/ccxt-process.ts";
import type { UnifiedBook, UnifiedEvent, UnifiedRequest, UnifiedTrade } from "../../../src/core/venues/ccxt/unified-event.ts";
import { type ServedExchange, serveExchange } from "../../../src/workers/ccxt/serve-exchange.ts";
import { schedule } from "../../../src/workers/schedule.ts";

const PATH = "ab12";
/** Longer than any condition takes on a busy machine; a test that waits for it has failed. */
const PATIENCE = { timeout: 30_000, interval: 20 };

/** Serves ccxt's binance at an endpoint, in this process, until the test ends. */
export async function serveBinance(endpoint: string): Promise<ServedExchange & { readonly told: readonly CcxtEvent[] }> {
  const told: CcxtEvent[] = [];
  const served = await serveExchange({
    exchange: "binance",
    endpoint,
    port: 0,
    path: PATH,
    clock: () => performance.now(),
    wallMs: () => Date.now(),
    random: Math.random,
    schedule,
    tell: (event) => told.push(event),
  });
  onTestFinished(() => served.stop());
  return { ...served, told };
}

/** The feed's end of the socket, which keeps all it is told. */
export class FeedClient {
  readonly texts: string[] = [];
  readonly socket: WebSocket;
  private id = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => this.texts.push((data as Buffer).toString()));
    onTestFinished(() => socket.terminate());
  }

  /** Comes again until it is let in, as the feed does. */
  static async connect(port: number): Promise<FeedClient> {
    for (;;) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/${PATH}`);
      const opened = await new Promise<boolean>((resolve) => {
        socket.once("open", () => resolve(true));
        socket.once("error", () => resolve(false));
      });
      if (opened) return new FeedClient(socket);
    }
  }

  get events(): UnifiedEvent[] {
    return this.texts.map((text) => JSON.parse(text) as UnifiedEvent);
  }

  get trades(): UnifiedTrade[] {
    return this.events.filter((event) => event.unified === "trade");
  }

  get books(): UnifiedBook[] {
    return this.events.filter((event) => event.unified === "book");
  }

  ask(op: UnifiedRequest["op"], ...names: string[]): void {
    const request: UnifiedRequest = { op, id: ++this.id, book: names, trade: names };
    this.socket.send(JSON.stringify(request));
  }

  /** Resolves when the condition holds. */
  async until(condition: (client: this) => boolean): Promise<void> {
    await expect.poll(() => condition(this), PATIENCE).toBe(true);
  }
}
