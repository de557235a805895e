import { STRIDE, REFERENCE_CASES, referenceCandles } from "./reference-cases.ts";

// What make-reference.py reads: candles and cases as JSON on standard output.
const candles = referenceCandles();
const columns = { o: "open", h: "high", l: "low", c: "close", v: "volume" } as const;
process.stdout.write(
  JSON.stringify({
    stride: STRIDE,
    columns: Object.fromEntries(Object.entries(columns).map(([name, figure]) => [name, candles.map((candle) => candle[figure])])),
    cases: REFERENCE_CASES.map(({ talib }) => talib),
  }),
);
