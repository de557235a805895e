import { BINANCE_FUTURES_DIALECT } from "./binance-futures.ts";
import { BITFINEX_DIALECT } from "./bitfinex.ts";
import { BITGET_DIALECT } from "./bitget.ts";
import { BYBIT_DIALECT } from "./bybit.ts";
import { COINBASE_DIALECT } from "./coinbase.ts";
import type { Dialect } from "./dialect.ts";
import { KRAKEN_DIALECT } from "./kraken.ts";
import { OKX_DIALECT } from "./okx.ts";

/** The dialects beside Binance spot's own. */
export const DIALECTS: readonly Dialect[] = [
  BINANCE_FUTURES_DIALECT,
  KRAKEN_DIALECT,
  OKX_DIALECT,
  BYBIT_DIALECT,
  COINBASE_DIALECT,
  BITGET_DIALECT,
  BITFINEX_DIALECT,
];

/** The dialect of that name, or undefined. */
export function dialectNamed(name: string): Dialect | undefined {
  return DIALECTS.find((dialect) => dialect.name === name);
}
