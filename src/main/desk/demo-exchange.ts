import { decodeDemoExchangeEvent, type DemoExchangeEvent } from "../../core/contract/demo-exchange.ts";
import type { Undo } from "../../core/contract/port.ts";
import type { Host } from "../compose.ts";

/** The same seed gives the same markets, another life in each start: it begins now. */
const SEED = "demo";
const SYMBOLS = 20;

export interface DemoExchange extends Pick<DemoExchangeEvent, "address" | "symbols"> {
  onDeath(listener: (message: string) => void): Undo;
  stop(): Promise<void>;
}

/** Starts the demo exchange in a process of its own; resolves when it listens, rejects with one line where it cannot. */
export async function startDemoExchange(host: Host): Promise<DemoExchange> {
  const worker = host.startWorker("demo-exchange", [SEED, String(SYMBOLS)]);
  try {
    await worker.ready;
    const { address, symbols } = await new Promise<DemoExchangeEvent>((resolve, reject) => {
      worker.onDeath((message) => reject(new Error(`the demo exchange cannot be started: ${message}`)));
      worker.openPort().onMessage((message) => resolve(decodeDemoExchangeEvent(message)));
    });
    return { address, symbols, onDeath: (listener) => worker.onDeath(listener), stop: () => worker.stop() };
  } catch (error) {
    await worker.stop();
    throw error;
  }
}
