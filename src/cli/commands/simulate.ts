import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Fault } from "../../simulator/faults.ts";
import type { Burst } from "../../simulator/pace.ts";
import { dialectNamed, DIALECTS } from "../../simulator/dialects/all-dialects.ts";
import { FAULT_KINDS, readFaults } from "../../simulator/read-faults.ts";
import { type RunningExchange, startExchange, type Truth } from "../../simulator/start-exchange.ts";
import { callerPath, type Command, CommandFailure, parse, UsageError, wholeNumber } from "../command.ts";

const NAMES = ["binance", ...DIALECTS.map(({ name }) => name)];
const MOST_SYMBOLS = 2_000;
const MOST_PORT = 65_535;

export const simulate: Command = {
  name: "simulate",
  summary: "run a simulated exchange over HTTP and WebSocket",
  help: `simulate [--dialect D] [--symbols N] [--seed S] [--port P] [--seconds N] [--rate M] [--burst AT,RATE,SECONDS]...
         [--truth DIR] [--faults FILE] [--json]

Serves a simulated exchange on 127.0.0.1, REST and streams on one port, and prints its address as the first line. Runs until Ctrl+C,
or for N seconds. Nothing goes wrong unless --faults asks for it.

  --dialect D     ${NAMES.join(", ")} (default ${NAMES[0]});
                  bitget proves its books by nothing, orders speaks Bitfinex's books of single orders (R0)
  --symbols N     1 to ${MOST_SYMBOLS} (default 12): the demo's twelve first, then invented ones
  --seed S        any text (default 1): the same seed gives the same markets
  --port P        default: a free one
  --rate M        every symbol sends M messages a second over depth, trade and bookTicker together; without it, as life has it
  --burst A,R,S   at A seconds the whole exchange sends R messages a second in all, for S seconds; may be given again
  --truth DIR     writes there what was sent to each connection, the REST answers, a summary and the final books
  --faults FILE   a JSON list of {kind, atSeconds or atMessage, ...}; kinds: ${FAULT_KINDS.join(", ")}
  --json          prints a summary as one JSON object at the end`,
  async run(words, io) {
    const { values } = parse(
      words,
      {
        dialect: { type: "string", default: "binance" },
        symbols: { type: "string", default: "12" },
        seed: { type: "string", default: "1" },
        port: { type: "string", default: "0" },
        seconds: { type: "string" },
        rate: { type: "string" },
        burst: { type: "string", multiple: true, default: [] },
        truth: { type: "string" },
        faults: { type: "string" },
        json: { type: "boolean" },
      },
      { least: 0, most: 0, what: "options only" },
    );
    const dialect = dialectNamed(values.dialect);
    if (!NAMES.includes(values.dialect)) throw new UsageError(`--dialect is one of ${NAMES.join(", ")}, not ${JSON.stringify(values.dialect)}`);
    const port = numberUpTo("--port", values.port, 0, MOST_PORT);
    const exchange = await start(port, {
      seed: values.seed,
      ...(dialect === undefined ? {} : { dialect }),
      symbols: numberUpTo("--symbols", values.symbols, 1, MOST_SYMBOLS),
      port,
      bursts: values.burst.map(burstOf),
      ...(values.rate === undefined ? {} : { rate: wholeNumber("--rate", values.rate, 1) }),
      ...(values.seconds === undefined ? {} : { seconds: wholeNumber("--seconds", values.seconds, 1) }),
      ...(values.truth === undefined ? {} : { truth: emptyFolder(values.truth) }),
      ...(values.faults === undefined ? {} : { faults: faultsOf(values.faults) }),
    });
    const interrupted = new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    });
    process.stdout.write(`${exchange.address}\n`);
    await Promise.race([exchange.halted, interrupted]);
    const truth = await exchange.stop();
    io.print(values.json ? `${JSON.stringify(summaryOf(truth))}\n` : describe(truth));
    return 0;
  },
};

async function start(port: number, options: Parameters<typeof startExchange>[0]): Promise<RunningExchange> {
  try {
    return await startExchange(options);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      throw new CommandFailure(`port ${port} is in use by another program; choose another with --port, or none for a free one`);
    }
    throw error;
  }
}

function numberUpTo(option: string, text: string, least: number, most: number): number {
  const value = wholeNumber(option, text, least);
  if (value > most) throw new UsageError(`${option} takes at most ${most}, not ${text}`);
  return value;
}

function burstOf(text: string): Burst {
  const [atSeconds = Number.NaN, perSecond = 0, seconds = 0] = text.split(",").map((part) => (/^[0-9]{1,9}$/.test(part) ? Number(part) : Number.NaN));
  if (!(atSeconds >= 0 && perSecond >= 1 && seconds >= 1) || text.split(",").length !== 3) {
    throw new UsageError(`--burst takes AT,RATE,SECONDS in whole numbers, not ${JSON.stringify(text)}`);
  }
  return { atSeconds, perSecond, seconds };
}

/** The truth of one run must not mix with that of another. */
function emptyFolder(path: string): string {
  const folder = callerPath(path);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new CommandFailure(`${path}: is not empty; a run's truth needs a folder of its own`);
  return folder;
}

function faultsOf(path: string): Fault[] {
  const text = readFileSync(callerPath(path), "utf8");
  try {
    return readFaults(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new CommandFailure(`${path}: ${error.message}`);
    throw error;
  }
}

function summaryOf({ startMs, endMs, connections, streams, answers, books }: Truth) {
  return {
    seconds: Math.round((endMs - startMs) / 100) / 10,
    connections: connections.length,
    messages: connections.reduce((sum, { messages }) => sum + messages, 0),
    slowClients: connections.filter(({ end }) => end === "slow").length,
    streams: Object.keys(streams).length,
    answers,
    symbols: Object.keys(books).length,
  };
}

function describe(truth: Truth): string {
  const { seconds, connections, messages, streams, answers } = summaryOf(truth);
  const requests = Object.values(answers).reduce((sum, count) => sum + count, 0);
  return `${seconds} s: ${messages} messages of ${streams} streams to ${connections} connections, ${requests} REST answers\n`;
}
