import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { ALL_VENUES, venueNamed } from "../../core/venues/all-venues.ts";
import { LiveDesk } from "../../main/feeds/live-desk.ts";
import type { LiveDeskStatus } from "../../main/feeds/live-desk-options.ts";
import { DeskMeter } from "../../main/status/desk-meter.ts";
import { HeadlessHost } from "../../main/host/headless.ts";
import { ownResources } from "../own-resources.ts";
import { callerPath, type Command, CommandFailure, parse, UsageError, wholeNumber } from "../command.ts";
import { recordSession } from "../record-session.ts";

export const record: Command = {
  name: "record",
  summary: "record instruments of a venue live into a session file",
  help: `record --venue V --symbols A,B --out X.tape [--seconds N] [--endpoint URL] [--json]

Records depth, trades, best bid/ask, 1 m candles and tickers, verbatim, until Ctrl+C or for N seconds counted from the moment all
books are live. Exit code 1 where the exchange cannot be reached at the start, says nothing that can be read, or does not know a symbol.

  --venue V       ${ALL_VENUES.map(({ name }) => name).join(", ")},
                  or ccxt:<exchange> (tapedeck venues lists them)
  --symbols A,B   the exchange's own ids; behind ccxt: also ccxt's symbols, such as BTC/USDT
  --endpoint URL  http://host:port instead of the venue's addresses; sockets at ws://host:port`,
  async run(words, io) {
    const { values } = parse(
      words,
      {
        venue: { type: "string" },
        symbols: { type: "string" },
        out: { type: "string" },
        seconds: { type: "string" },
        endpoint: { type: "string" },
        json: { type: "boolean" },
      },
      { least: 0, most: 0, what: "options only" },
    );
    const venue = venueNamed(values.venue ?? "");
    if (venue === undefined) throw new UsageError(`record needs --venue: ${ALL_VENUES.map(({ name }) => name).join(", ")} or ccxt:<exchange>`);
    const symbols = (values.symbols ?? "").split(",").filter((symbol) => symbol !== "");
    if (symbols.length === 0) throw new UsageError("record needs --symbols, the exchange's own ids with commas between");
    if (values.out === undefined) throw new UsageError("record needs --out, the session file to make");
    const seconds = values.seconds === undefined ? null : wholeNumber("--seconds", values.seconds, 1);
    const tape = callerPath(values.out);
    if (existsSync(tape)) throw new CommandFailure(`${values.out}: exists already: a recording starts a new file`);
    if (!existsSync(dirname(tape))) throw new CommandFailure(`${values.out}: cannot be written: its folder does not exist`);
    const { profile, values: size } = await ownResources();
    const desk = new LiveDesk({
      host: new HeadlessHost({ workers: io.programs, page: "", port: 0 }),
      venue: venue.name,
      endpoint: values.endpoint === undefined ? null : endpointOf(values.endpoint),
      symbols: [...new Set(symbols)],
      tape,
      ...size,
      clock: () => performance.now(),
    });
    const wanted = { venue: venue.name, tape, out: values.out, books: new Set(symbols).size, seconds };
    const result = await recordSession(desk, new DeskMeter({ desk, profile: () => profile }), wanted, (status) => io.progress(progressOf(status)));
    io.print(
      values.json ? `${JSON.stringify(result)}\n` : `${values.out}: ${result.frames} frames, ${result.gaps} gaps, ${result.dropped} dropped\n`,
    );
    return 0;
  },
};

function endpointOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.protocol !== "http:" || url.pathname !== "/" || url.search !== "") {
    throw new UsageError(`--endpoint takes http://host:port, not ${JSON.stringify(text)}`);
  }
  return url.origin;
}

function progressOf({ feed, books }: LiveDeskStatus): string {
  const live = books.reduce((sum, book) => sum + (book?.live ?? 0), 0);
  return `${feed?.rx ?? 0} frames, ${Math.round(feed?.framesPerSecond ?? 0)} a second, ${live} books live`;
}
