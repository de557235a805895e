import { averagesApart } from "./averages-apart.ts";

/**
 * Moving average convergence/divergence (G. Appel): the fast exponential average of the close less the slow one, the exponential average
 * of that as its signal, and the difference of both. As in TA-Lib, both averages have their first value at the same candle.
 */
export const macd = averagesApart({ name: "macd", title: "MACD", inPercent: false, together: true });
