/** `<venue>:<the exchange's own id>`, for example `binance-usdm:BTCUSDT`. The id is verbatim: case and Unicode are the exchange's. */
export type InstrumentId = `${string}:${string}`;

export function instrumentId(venue: string, symbol: string): InstrumentId {
  return `${venue}:${symbol}`;
}

/** The venue (`ccxt:<id>` holds a colon itself) and the exchange's own id, which may hold colons too. */
export function splitInstrumentId(id: string): { venue: string; symbol: string } {
  const colon = id.indexOf(":", id.startsWith("ccxt:") ? "ccxt:".length : 0);
  return colon < 0 ? { venue: id, symbol: "" } : { venue: id.slice(0, colon), symbol: id.slice(colon + 1) };
}

/** Decimal places at which an instrument's prices and quantities are held as integers. It grows when the wire shows more digits. */
export interface Scale {
  readonly price: number;
  readonly qty: number;
}
