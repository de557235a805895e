import { createRequire } from "node:module";
import { Agent } from "node:http";
import { dirname, join } from "node:path";

/** ccxt's own socket to the exchange. */
export interface SocketClient {
  resolve(result: unknown, hash?: string): unknown;
  onCloseCallback: (...words: readonly unknown[]) => void;
  onErrorCallback: (...words: readonly unknown[]) => void;
}

/** The part of ccxt's client that this program uses. Everything it returns is checked where it is read. */
export interface ExchangeClient {
  readonly id: string;
  readonly has: Readonly<Record<string, boolean | string | undefined>>;
  /** 2 decimal places, 3 significant digits, 4 tick size: how `precision` of a market is meant. */
  readonly precisionMode: number;
  readonly urls: { api: unknown };
  readonly options: Record<string, unknown>;
  readonly timeframes?: Readonly<Record<string, string>>;
  /** The agent of `ws://` addresses, which ccxt only makes when it is told to. */
  httpAgent: Agent | undefined;
  /** Milliseconds a REST request may take. */
  timeout: number;
  log: (...words: readonly unknown[]) => void;
  /** Lists of trades by symbol. */
  trades: object;
  client(url: string): SocketClient;
  loadMarkets(): Promise<Readonly<Record<string, unknown>>>;
  /** The market of that name or exchange's id; throws where there is none. */
  market(name: string): Readonly<Record<string, unknown>> & { readonly symbol: string };
  /** `[[open time ms, open, high, low, close, volume], ...]`. */
  fetchOHLCV(symbol: string, timeframe: string, sinceMs: number | undefined, limit: number): Promise<unknown>;
  fetchTrades(symbol: string, sinceMs: number | undefined, limit: number, params?: Readonly<Record<string, string>>): Promise<unknown>;
  fetchOrderBook(symbol: string): Promise<unknown>;
  watchTrades(symbol: string): Promise<unknown>;
  watchOrderBook(symbol: string): Promise<unknown>;
  unWatchTrades?(symbol: string): Promise<unknown>;
  unWatchOrderBook?(symbol: string): Promise<unknown>;
  close(): Promise<void>;
}

const REST_TIMEOUT_MS = 10_000;
/** No message of a socket is larger, inflated. */
const MAX_MESSAGE_PAYLOAD = 16 * 1024 * 1024;

export interface ExchangeOptions {
  /** `http://host:port` instead of the exchange's own addresses, sockets at `ws://host:port`; null for its own. */
  readonly endpoint: string | null;
  /** The kinds of markets to load, as the exchange's `fetchMarkets` option names them; null for all it has. */
  readonly marketTypes: readonly string[] | null;
  /** What ccxt would print. */
  readonly log: (text: string) => void;
}

/**
 * ccxt's streaming client of one exchange. Only that exchange's files are loaded: a third of the time and half of the memory of the whole
 * package, whose list of exchanges is an import of each of them. Throws where this version of ccxt has no such exchange.
 */
export function openExchange(id: string, { endpoint, marketTypes, log }: ExchangeOptions): ExchangeClient {
  const Client = clientClass(`pro/${id}`);
  const exchange = new Client();
  exchange.timeout = REST_TIMEOUT_MS;
  exchange.log = (...words) => log(words.map((word) => (word instanceof Error ? word.message : String(word))).join(" "));
  const socket = { options: { maxPayload: MAX_MESSAGE_PAYLOAD, followRedirects: false } };
  exchange.options["ws"] = { ...Object(exchange.options["ws"]), ...socket };
  if (marketTypes !== null) exchange.options["fetchMarkets"] = { ...Object(exchange.options["fetchMarkets"]), types: [...marketTypes] };
  if (endpoint !== null) {
    exchange.urls.api = atEndpoint(exchange.urls.api, new URL(endpoint));
    exchange.httpAgent = new Agent();
  }
  return exchange;
}

/** A file of ccxt's own tree; the package exports its list of everything only. */
export function ccxtModule(path: string): Readonly<Record<string, unknown>> {
  const require = createRequire(import.meta.url);
  return require(join(dirname(require.resolve("ccxt")), "../js/src", `${path}.js`)) as Record<string, unknown>;
}

function clientClass(path: string): new () => ExchangeClient {
  if (!/^pro\/[a-z0-9]{1,40}$/.test(path)) throw new Error(`${JSON.stringify(path)} is no exchange of ccxt`);
  const { default: Client } = ccxtModule(path);
  if (typeof Client !== "function") throw new Error(`ccxt has no client for ${path}`);
  return Client as new () => ExchangeClient;
}

/** ccxt's addresses with another origin: a text, or texts by name, to any depth. */
function atEndpoint(urls: unknown, endpoint: URL): unknown {
  if (typeof urls === "string") return urls.replace(/^(http|ws)s?:\/\/[^/]+/, (_, scheme: string) => `${scheme}://${endpoint.host}`);
  if (typeof urls !== "object" || urls === null) return urls;
  return Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, atEndpoint(url, endpoint)]));
}

/** One line of what ccxt failed with: it quotes whole answers. */
export function ccxtFault(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > MOST_FAULT ? `${line.slice(0, MOST_FAULT)}...` : line;
}

const MOST_FAULT = 200;
