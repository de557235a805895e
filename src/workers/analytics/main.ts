import { serveLiveShare } from "../fold/serve-live-share.ts";

/** An analytics worker: candles, tickers and indicators of its instruments. */
serveLiveShare("analytics", import.meta.dirname, process.argv.slice(2));
