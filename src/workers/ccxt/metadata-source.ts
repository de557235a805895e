/** Where ccxt has a venue's markets: which of its exchanges, which of that exchange's markets, and what the venue calls them. */
export interface MetadataSource {
  readonly exchange: string;
  /** Kinds to ask for, as ccxt's own `fetchMarkets` option names them; null for all. */
  readonly marketTypes: readonly string[] | null;
  /** Which of the loaded markets are the venue's. */
  readonly holds: (market: Readonly<Record<string, unknown>>) => boolean;
  /** The member of ccxt's market that is the exchange's own id in our instrument ids. */
  readonly idMember: "id" | "symbol";
}

const is = (kind: string) => (market: Readonly<Record<string, unknown>>) => market[kind] === true;
const all = (): boolean => true;
const linearSwap = (market: Readonly<Record<string, unknown>>): boolean => market["swap"] === true && market["linear"] === true;

const SOURCES: Readonly<Record<string, MetadataSource>> = {
  binance: { exchange: "binance", marketTypes: ["spot"], holds: is("spot"), idMember: "id" },
  "binance-usdm": { exchange: "binanceusdm", marketTypes: ["linear"], holds: is("linear"), idMember: "id" },
  "binance-coinm": { exchange: "binancecoinm", marketTypes: ["inverse"], holds: is("inverse"), idMember: "id" },
  // Kraken's second socket protocol names markets as ccxt does.
  kraken: { exchange: "kraken", marketTypes: null, holds: is("spot"), idMember: "symbol" },
  okx: { exchange: "okx", marketTypes: null, holds: all, idMember: "id" },
  "bybit-spot": { exchange: "bybit", marketTypes: ["spot"], holds: is("spot"), idMember: "id" },
  "bybit-linear": { exchange: "bybit", marketTypes: ["linear"], holds: is("linear"), idMember: "id" },
  coinbase: { exchange: "coinbase", marketTypes: null, holds: all, idMember: "id" },
  "bitget-spot": { exchange: "bitget", marketTypes: ["spot"], holds: is("spot"), idMember: "id" },
  "bitget-perp": { exchange: "bitget", marketTypes: ["swap"], holds: linearSwap, idMember: "id" },
  bitfinex: { exchange: "bitfinex", marketTypes: null, holds: all, idMember: "id" },
};

/** Of a venue of ours; undefined where ccxt is not known to have it. An exchange behind `ccxt:` has what ccxt calls its markets. */
export function metadataSourceOf(venue: string, endpoint: string | null): MetadataSource | undefined {
  if (Object.hasOwn(SOURCES, venue)) return SOURCES[venue];
  const [, exchange] = /^ccxt:([a-z0-9]+)$/.exec(venue) ?? [];
  if (exchange === undefined) return undefined;
  // One address serves one kind of market: Binance's others are on hosts of their own.
  const marketTypes = endpoint !== null && exchange === "binance" ? ["spot"] : null;
  return { exchange, marketTypes, holds: all, idMember: "symbol" };
}
