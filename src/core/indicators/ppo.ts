import { averagesApart } from "./averages-apart.ts";

/**
 * Percentage price oscillator: the fast exponential average of the close less the slow one, in per cent of the slow one, the exponential
 * average of that as its signal, and the difference of both. As in TA-Lib, each average starts by itself at the first candle.
 */
export const ppo = averagesApart({ name: "ppo", title: "Percentage price oscillator", inPercent: true, together: false });
