import { instrumentId } from "../../core/market/instrument.ts";
import { venueNamed } from "../../core/venues/all-venues.ts";
import type { Desk, Host } from "../compose.ts";
import type { DataFolder } from "../settings/data-folder.ts";
import { startDemoExchange } from "./demo-exchange.ts";
import type { LiveLaunch } from "./live-launch.ts";
import { LiveShell } from "./live-shell.ts";

/** The demo exchange speaks as Binance's spot market does. */
const DEMO_VENUE = "binance";
/** Watched where the user never chose, on a venue of that name. */
const FIRST_SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "BNBUSDT", "XRPUSDT"];
/** Of the demo's markets so many are watched at first; the others wait to be added. */
const FIRST_OF_DEMO = 12;

/**
 * Opens the live desk: what an exchange sends is recorded, folded and shown. It is there at once for pages, which are told as soon as
 * there is something to see; what goes wrong on the way is said on the desk, and does not end it.
 */
export function openLiveDesk(host: Host, launch: LiveLaunch, folder: DataFolder, say: (line: string) => void): Desk {
  const isDemo = launch.venue === null;
  const venue = launch.venue ?? DEMO_VENUE;
  const shell = new LiveShell({
    host,
    venue,
    name: isDemo ? "demo" : venue,
    title: isDemo ? "Demo exchange (simulated)" : (venueNamed(venue)?.name ?? venue),
    folder: isDemo ? folder.demoRecordings : folder.recordings,
    listed: isDemo ? [folder.demoRecordings, folder.recordings, folder.sessions] : [folder.recordings, folder.sessions],
    settings: folder.settings,
    env: { ...process.env, TAPEDECK_DATA: folder.path },
    say,
  });
  const start = async (): Promise<void> => {
    if (!isDemo) {
      const symbols = launch.symbols.length > 0 ? launch.symbols : FIRST_SYMBOLS;
      return shell.start({ endpoint: launch.endpoint, first: idsOf(venue, symbols), chosen: launch.symbols.length > 0, markets: null });
    }
    const exchange = await startDemoExchange(host);
    shell.keep(exchange);
    const first = idsOf(venue, exchange.symbols.slice(0, FIRST_OF_DEMO));
    await shell.start({ endpoint: exchange.address, first, chosen: false, markets: idsOf(venue, exchange.symbols) });
  };
  start().catch((error: unknown) => shell.trouble(error instanceof Error ? error.message : String(error), true));
  return shell;
}

function idsOf(venue: string, symbols: readonly string[]): string[] {
  return symbols.map((symbol) => instrumentId(venue, symbol));
}
