import type { DemoExchangeEvent } from "../core/contract/demo-exchange.ts";
import { startExchange } from "../simulator/start-exchange.ts";
import { serveWorker } from "../workers/worker-process.ts";

const [seed = "demo", symbols = "12"] = process.argv.slice(2);
const exchange = startExchange({ seed, symbols: Number(symbols) });

/** The process of the demo exchange: a simulated exchange on a free port of loopback, which it tells whoever asks. Arguments: seed, number of symbols. */
serveWorker((port) => {
  void exchange.then((running) => {
    const event: DemoExchangeEvent = { type: "exchange.started", address: running.address, symbols: [...running.symbols] };
    port.post(JSON.stringify(event));
  });
});
