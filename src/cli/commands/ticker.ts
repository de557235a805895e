import type { TickerReport } from "../../core/ticker/ticker-report.ts";
import { replayTickers } from "../../workers/replay/replay-tickers.ts";
import { callerPath, type Command, CommandFailure, parse } from "../command.ts";

export const ticker: Command = {
  name: "ticker",
  summary: "print the rolling windows of a session file's instruments at its end",
  help: `ticker X.tape [--symbol <venue>:<id>] [--json]

Prints, of each instrument or of one, the rolling windows 1m, 5m, 1h and 24h that end at the session's last event time: open, high, low,
last, change, volume, turnover, VWAP, trades, delta (bought less sold by aggressor) and realised volatility.
Windows are exact to the millisecond of event time. covered: trade ids prove that every trade of the window is recorded; until that
holds of the 24 h, statistics says "venue" where the venue's own figures are recorded, and afterwards they are compared.`,
  async run(words, io) {
    const { values, positionals } = parse(
      words,
      { symbol: { type: "string" }, json: { type: "boolean" } },
      { least: 1, most: 1, what: "one .tape file" },
    );
    const path = positionals[0] as string;
    const wanted = values.symbol === undefined ? null : [values.symbol];
    const reports = await replayTickers(callerPath(path), wanted, (frames, total) => io.progress(`${frames} of ${total} frames`));
    if (values.symbol !== undefined && ![...reports.keys()].some((id) => id === values.symbol)) {
      throw new CommandFailure(`${path}: holds no instrument ${values.symbol}; inspect lists those it holds`);
    }
    io.print(values.json ? `${JSON.stringify({ instruments: Object.fromEntries(reports) })}\n` : [...reports].map(describe).join(""));
    return 0;
  },
};

function describe([id, { statistics, windows }]: readonly [string, TickerReport]): string {
  const lines = Object.entries(windows).map(([name, window]) => {
    const { last, changePercent, high, low, volume, quoteVolume, trades, covered } = window;
    const change = changePercent === null ? "" : ` (${changePercent.toFixed(2)} %)`;
    return `  ${name.padEnd(3)} last ${last ?? "none"}${change}, high ${high ?? "none"}, low ${low ?? "none"}, volume ${volume}, turnover ${quoteVolume}, ${trades} trades${covered ? "" : ", not covered"}`;
  });
  return [`${id}${statistics === "venue" ? ": less than 24 h are recorded, the venue has figures of its own" : ""}`, ...lines, ""].join("\n");
}
