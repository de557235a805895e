import { ccxtModule, type ExchangeClient } from "./exchange-client.ts";

/** A list that ccxt appends trades to. */
type TradeList = object;
type OnTrade = (trade: unknown) => void;

interface ListClass {
  readonly prototype: { append(this: TradeList, item: unknown): void };
}

const claimed = new WeakMap<TradeList, OnTrade>();
const unclaimed = new WeakMap<TradeList, unknown[]>();
let patched = false;

/**
 * Calls `onTrade` with every public trade that ccxt appends to its lists, at the moment it does. What `watchTrades` returns is no substitute:
 * it holds the last thousand, and who comes late finds the older ones gone without a word.
 */
export function tapTrades(exchange: ExchangeClient, onTrade: OnTrade): void {
  patchLists();
  let lists = listsOf(exchange.trades, onTrade);
  Object.defineProperty(exchange, "trades", {
    configurable: true,
    enumerable: true,
    get: () => lists,
    set(value: object) {
      lists = listsOf(value, onTrade);
    },
  });
}

/** The exchange's lists by symbol: whatever is put there is a list of trades. */
function listsOf(lists: object, onTrade: OnTrade): object {
  return new Proxy(lists, {
    set(target, symbol, list: TradeList) {
      // A first message is appended before its list is put in its place.
      const before = unclaimed.get(list) ?? [];
      unclaimed.delete(list);
      if (!claimed.has(list)) for (const trade of before) onTrade(trade);
      claimed.set(list, onTrade);
      return Reflect.set(target, symbol, list);
    },
  });
}

/** Both kinds of list that ccxt's exchanges keep trades in; the second does not call the first's `append`. */
function patchLists(): void {
  if (patched) return;
  patched = true;
  const { ArrayCache, ArrayCacheBySymbolById } = ccxtModule("base/ws/Cache");
  for (const { prototype } of [ArrayCache, ArrayCacheBySymbolById] as ListClass[]) {
    const append = Reflect.get(prototype, "append");
    prototype.append = function (item) {
      Reflect.apply(append, this, [item]);
      const onTrade = claimed.get(this);
      if (onTrade !== undefined) onTrade(item);
      else remember(this, item);
    };
  }
}

/** A list that is to hold trades is put in its place before the message that made it has been handled: others are forgotten then. */
function remember(list: TradeList, item: unknown): void {
  const items = unclaimed.get(list);
  if (items !== undefined) {
    items.push(item);
    return;
  }
  unclaimed.set(list, [item]);
  queueMicrotask(() => unclaimed.delete(list));
}
