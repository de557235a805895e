import { parseArgs } from "node:util";
import { analyticsBench } from "./analytics/analytics-bench.ts";
import { booksBench } from "./books/books-bench.ts";
import { feedBench } from "./feed/feed-bench.ts";
import { fetchBench } from "./fetch/fetch-bench.ts";
import { screenBench } from "./screen/screen-bench.ts";
import { stuckBench } from "./feed/stuck-bench.ts";
import { tapeBench } from "./tape/tape-bench.ts";
import { truthBench } from "./truth/truth-bench.ts";

const HELP = `Usage: npm run -s bench -- <bench> [--json]

  tape    import, replay and candles of a real capture beside JSON.parse of the same bytes and tardis-dev; size beside gzip -9
  books   from the text of a depth message to the best bid and ask of its book, on one core, beside JSON.parse of the same bytes,
          tardis-dev and ccxt pro; on 50 synthetic books, on a real recording, and on 500 books at a fixed pace
          --reps <n>      processes a contestant (3)
          --messages <n>  synthetic messages (200000)
  analytics
          ten indicators along 10,000 candles of 50 symbols, whole and candle by candle, beside five packages; candles from trades beside
          tardis-dev; the indicators in one process, over threads, over processes: time, cores, memory. Times are the processor's
          --reps <n>      processes a contestant (5)
  feed    a live desk of 10 symbols on the simulated exchange at 1,000 messages/s for 60 s, then at 20,000/s for 10 s, with 1, 2 and 4 book
          workers, and beside it a design of one consumer that drops when its queue is full; needs \`npm run build\`
          --seconds <n>   at 1,000/s; the rest in proportion (60)
  stuck   the books of such a desk at 1,000 messages/s beside nothing, beside an unrelated process that spins, beside an analytics worker
          that spins in an indicator, and beside one that is stopped, each until the desk ends it and starts it anew; needs \`npm run build\`
          --reps <n>      rounds over all four (3)
  fetch   candles of 50 symbols from a server that takes 200 ms each: one after another, ten at once, all at once within the request
          weight; and what a 429 with Retry-After costs
  screen  a cold screen of 50 and of 500 symbols: candles fetched from a server that takes 200 ms each, indicators computed over threads,
          conditions evaluated in order; each part's time, beside doing it all one after another; and 500 symbols by profile
  truth   simulated books on lines that lose, repeat, reorder and garble: how often one was readable and not the true one
          --messages <n>  deltas (10000000)

Figures are medians over fresh processes; answers are checked equal. Captures are read from TAPEDECK_CAPTURES, else ../shared/captures.
`;

const BENCHES: Readonly<Record<string, (reps: number, messages?: number, seconds?: number) => Promise<Report> | Report>> = {
  tape: tapeBench,
  books: (reps, messages = 200_000) => booksBench({ reps, messages }),
  analytics: (reps) => analyticsBench({ reps }),
  feed: (_reps, _messages, seconds = 60) => feedBench(seconds),
  stuck: stuckBench,
  fetch: fetchBench,
  screen: screenBench,
  truth: (_reps, messages = 10_000_000) => truthBench(messages),
};

interface Report {
  readonly data: object;
  readonly text: string;
}

/** The arguments; null where they are none of ours. */
function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
        reps: { type: "string", default: "3" },
        messages: { type: "string" },
        seconds: { type: "string" },
      },
    });
    const reps = Number(values.reps);
    const messages = values.messages === undefined ? undefined : Number(values.messages);
    const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
    const bench = BENCHES[positionals[0] ?? ""];
    if (values.help) return { help: true } as const;
    const counts = [reps, messages ?? 1, seconds ?? 1];
    if (bench === undefined || positionals.length > 1 || !counts.every((count) => Number.isInteger(count) && count > 0)) return null;
    return { help: false, bench, reps, messages, seconds, json: values.json } as const;
  } catch (error) {
    if (error instanceof TypeError) return null; // parseArgs names no other error for what a user may type
    throw error;
  }
}

const given = readArguments();
if (given?.help) process.stdout.write(HELP);
else if (given === null) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else {
  try {
    const report = await given.bench(given.reps, given.messages, given.seconds);
    process.stdout.write(given.json ? `${JSON.stringify(report.data)}\n` : report.text);
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
