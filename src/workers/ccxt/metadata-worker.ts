import { type MetadataEvent, metadataMessages } from "../../core/contract/market-metadata.ts";
import type { Port } from "../../core/contract/port.ts";
import { serveWorker } from "../worker-process.ts";
import { ccxtFault } from "./exchange-client.ts";
import { loadListings } from "./load-listings.ts";

const [venue = "", endpoint = ""] = process.argv.slice(2);

/** The metadata worker: loads the markets of one venue through ccxt, tells them over its port, and is ended by its host. */
serveWorker((port) => void tell(port));

async function tell(port: Port): Promise<void> {
  try {
    for (const message of metadataMessages(await loadListings(venue, endpoint === "" ? null : endpoint))) port.post(message);
  } catch (error) {
    const event: MetadataEvent = { type: "markets.failed", message: ccxtFault(error) };
    port.post(JSON.stringify(event));
  }
}
