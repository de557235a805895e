import { intervalNamed } from "../../core/candles/interval.ts";
import type { CandleRow } from "../../core/candles/candle-row.ts";
import { splitInstrumentId } from "../../core/market/instrument.ts";
import { candleRows } from "./candle-rows.ts";
import { ccxtFault, type ExchangeClient, openExchange } from "./exchange-client.ts";
import { type MetadataSource, metadataSourceOf } from "./metadata-source.ts";

/** Candles that a chart begins with; most exchanges give so many at once. */
const CANDLES = 500;

/** What was found for a chart; `reason` says why there is nothing, for a person. */
export interface FoundHistory {
  readonly rows: readonly CandleRow[];
  readonly reason: string;
}

/** The candles of a venue as its REST side tells them now, through ccxt. They are for charts: nothing of them is recorded or folded. */
export class VenueHistory {
  private readonly source: MetadataSource;
  private readonly exchange: ExchangeClient;
  private readonly wallMs: () => number;

  /** Throws where ccxt does not have the venue. */
  constructor(venue: string, endpoint: string | null, wallMs: () => number) {
    const source = metadataSourceOf(venue, endpoint);
    if (source === undefined) throw new Error(`ccxt does not have the venue "${venue}"`);
    this.source = source;
    this.wallMs = wallMs;
    this.exchange = openExchange(source.exchange, { endpoint, marketTypes: source.marketTypes, log: () => {} });
  }

  /** The latest candles of one of this program's intervals, oldest first. Never rejects. */
  async candles(instrument: string, interval: string): Promise<FoundHistory> {
    const { exchange } = this;
    try {
      const symbol = await this.symbolOf(splitInstrumentId(instrument).symbol);
      if (exchange.has["fetchOHLCV"] !== true) return { rows: [], reason: `${exchange.id} publishes no candles` };
      const { ms = 0 } = intervalNamed(interval) ?? {};
      if (ms === 0 || exchange.timeframes?.[interval] === undefined) return { rows: [], reason: `${exchange.id} publishes no ${interval} candles` };
      const rows = candleRows(await exchange.fetchOHLCV(symbol, interval, undefined, CANDLES), ms, this.wallMs());
      return rows === null ? { rows: [], reason: "the exchange's answer holds no candles" } : { rows, reason: "" };
    } catch (error) {
      return { rows: [], reason: ccxtFault(error) };
    }
  }

  /** ccxt's name of the market that the venue calls `id`; throws where there is none. */
  private async symbolOf(id: string): Promise<string> {
    const { idMember, holds } = this.source;
    const markets = Object.values(await this.exchange.loadMarkets()) as Readonly<Record<string, unknown>>[];
    const market = markets.find((each) => each[idMember] === id && holds(each)) ?? (idMember === "symbol" ? this.exchange.market(id) : undefined);
    if (typeof market?.["symbol"] !== "string") throw new Error(`there is no market ${JSON.stringify(id)}`);
    return market["symbol"];
  }
}
