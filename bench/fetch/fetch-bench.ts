import { BINANCE_SPOT_LIVE } from "../../src/core/venues/binance/live.ts";
import { REAL_WORLD } from "../../src/workers/feed/real-world.ts";
import { RestAllowance } from "../../src/workers/feed/rest-allowance.ts";
import { RestClient } from "../../src/workers/feed/rest-client.ts";
import { type Refusal, type Seen, startSlowExchange } from "./slow-exchange.ts";

const SYMBOLS = 50;
const LATENCY_MS = 200;
/** A request that is refused, and the silence asked for. */
const REFUSAL: Refusal = { from: 26, seconds: 2 };

interface Case extends Seen {
  readonly seconds: number;
  /** Candles read and found whole, of all symbols. */
  readonly candles: number;
}

/** Fetches the candles of 50 symbols, each from a server that takes 200 ms, through the product's own REST client. */
export async function fetchBench(): Promise<{ data: object; text: string }> {
  const { weightPerMinute } = BINANCE_SPOT_LIVE.limits;
  const data = {
    symbols: SYMBOLS,
    latencyMs: LATENCY_MS,
    weightPerMinute,
    cases: {
      oneAfterAnother: await fetchAll(1),
      tenAtOnce: await fetchAll(10),
      allAtOnce: await fetchAll(SYMBOLS),
    },
    limited: { ...REFUSAL, ...(await fetchAll(10, REFUSAL)) },
    referenceDesign: { oneAfterAnother: { seconds: 10.2 }, allAtOnce: { seconds: 0.5 } },
  };
  return { data, text: `${JSON.stringify(data, null, 2)}\n` };
}

async function fetchAll(mostInFlight: number, refusal: Refusal | null = null): Promise<Case> {
  const { history, limits, usedWeightHeader } = BINANCE_SPOT_LIVE;
  if (history === undefined) throw new Error("the venue has no candles");
  const exchange = await startSlowExchange(LATENCY_MS, refusal);
  const rest = new RestClient(REAL_WORLD, new RestAllowance({ weightPerMinute: limits.weightPerMinute, mostInFlight, usedWeightHeader }));
  try {
    const beganMs = performance.now();
    const answers = await Promise.all(
      Array.from({ length: SYMBOLS }, async (_, at) => {
        const { status, body } = await rest.get(exchange.address + history.path(`COIN${at}USDT`), history.weight);
        if (status !== 200) throw new Error(`the server answered ${status}`);
        return history.read(new TextDecoder().decode(body), Date.now())?.length ?? 0;
      }),
    );
    const seconds = Number(((performance.now() - beganMs) / 1_000).toFixed(3));
    return { seconds, candles: answers.reduce((sum, count) => sum + count, 0), ...exchange.seen };
  } finally {
    rest.stop();
    await exchange.close();
  }
}
