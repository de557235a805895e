import { reportUsage } from "../report-usage.ts";
import { schedule } from "../schedule.ts";
import { startWorker } from "../worker-process.ts";
import { serveExchange } from "./serve-exchange.ts";

const [exchange = "", endpoint = "", port = "0", path = ""] = process.argv.slice(2);

/**
 * The process of one ccxt exchange. Arguments: ccxt's id of it; endpoint (`http://host:port`, or empty for its own addresses); the port and the path at
 * which the feed will come. Its one port carries what the shell must know.
 */
startWorker(() => (shell) => {
  reportUsage(shell);
  void serveExchange({
    exchange,
    endpoint: endpoint === "" ? null : endpoint,
    port: Number(port),
    path,
    clock: () => performance.now(),
    wallMs: () => Date.now(),
    random: Math.random,
    schedule,
    tell: (event) => shell.post(JSON.stringify(event)),
  });
});
