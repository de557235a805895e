const AMOUNT = "(?:0|[1-9][0-9]*)\\.[0-9]{8}";
const ID = "[1-9][0-9]*";
const SYMBOL = "[A-Z0-9]+";
const TIME = "[0-9]{13}";
const LEVEL = `\\["${AMOUNT}","${AMOUNT}"\\]`;
const LEVELS = `\\[(?:${LEVEL}(?:,${LEVEL})*)?\\]`;

function shape(text: string): RegExp {
  return new RegExp(`^${text}$`);
}

/** Binance spot's messages to the byte, as the recordings of 2024 have them; a test holds the recordings against it. */
export const GRAMMAR = {
  depth: shape(
    `\\{"stream":"[a-z0-9]+@depth@100ms","data":\\{"e":"depthUpdate","E":${TIME},"s":"${SYMBOL}","U":${ID},"u":${ID},"b":${LEVELS},"a":${LEVELS}\\}\\}`,
  ),
  trade: shape(
    `\\{"stream":"[a-z0-9]+@trade","data":\\{"e":"trade","E":${TIME},"s":"${SYMBOL}","t":${ID},"p":"${AMOUNT}","q":"${AMOUNT}","T":${TIME},"m":(?:true|false),"M":true\\}\\}`,
  ),
  bookTicker: shape(
    `\\{"stream":"[a-z0-9]+@bookTicker","data":\\{"u":${ID},"s":"${SYMBOL}","b":"${AMOUNT}","B":"${AMOUNT}","a":"${AMOUNT}","A":"${AMOUNT}"\\}\\}`,
  ),
  snapshot: shape(`\\{"lastUpdateId":${ID},"bids":${LEVELS},"asks":${LEVELS}\\}`),
  subscribed: shape(`\\{"result":null,"id":1\\}`),
} as const;

export type MessageShape = keyof typeof GRAMMAR;

/** The shape that a text has; null where it has none. */
export function shapeOf(text: string): MessageShape | null {
  return (Object.keys(GRAMMAR) as MessageShape[]).find((name) => GRAMMAR[name].test(text)) ?? null;
}
