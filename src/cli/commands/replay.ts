import { join } from "node:path";
import { availableParallelism } from "node:os";
import { replaySession } from "../../workers/replay/replay-session.ts";
import { callerPath, type Command, parse, UsageError, wholeNumber } from "../command.ts";

const MAX_WORKERS = 64;

export const replay: Command = {
  name: "replay",
  summary: "fold a session file and print its final state",
  help: `replay X.tape [--speed max|N] [--until RX] [--workers N] [--json]

Replays the file through the fold and prints the state after the last frame.

  --speed max|N   as fast as it goes (default), or N times the recorded pace
  --until RX      stop after frame RX, inclusive
  --workers N     spread the instruments over N workers, 1 to ${MAX_WORKERS} (default 1); the digest does not depend on it
  --json          print one JSON object`,
  async run(words, io) {
    const { values, positionals } = parse(
      words,
      { speed: { type: "string" }, until: { type: "string" }, workers: { type: "string" }, json: { type: "boolean" } },
      { least: 1, most: 1, what: "one .tape file" },
    );
    const speed = speedOf(values.speed ?? "max");
    const workers = wholeNumber("--workers", values.workers ?? "1", 1);
    if (workers > MAX_WORKERS) throw new UsageError(`--workers takes at most ${MAX_WORKERS}; this machine runs ${availableParallelism()} at once`);
    const result = await replaySession(callerPath(positionals[0] as string), {
      speed,
      workers,
      foldWorker: join(io.programs, "fold-worker.js"),
      ...(values.until === undefined ? {} : { untilRx: wholeNumber("--until", values.until, 0) }),
      onProgress: (frames, total) => io.progress(`${frames} of ${total} frames`),
    });
    io.print(values.json ? `${JSON.stringify(result)}\n` : describe(result));
    return 0;
  },
};

function speedOf(text: string): number | "max" {
  if (text === "max") return "max";
  const speed = /^[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : 0;
  if (!(speed > 0 && speed <= 1e6)) throw new UsageError(`--speed takes max or a number above 0, not ${JSON.stringify(text)}`);
  return speed;
}

function describe({ frames, digest, framesPerSecond, ledger, instruments }: Awaited<ReturnType<typeof replaySession>>): string {
  const rejected = Object.entries(ledger.rejected).map(([reason, n]) => `${n} ${reason}`).join(", ") || "0"; // prettier-ignore
  const rows = Object.entries(instruments).map(([id, state]) => {
    const book = state.reason === null ? `bid ${state.bids[0]?.[0] ?? "none"}, ask ${state.asks[0]?.[0] ?? "none"}` : state.reason;
    return `${id}: ${state.quality}; ${book}; last ${state.lastTrade?.price ?? "none"}; ${state.trades} trades, ${state.gaps.length} gaps`;
  });
  return [
    `${frames} frames at ${framesPerSecond} a second, digest ${digest}`,
    `applied ${ledger.applied}, duplicate ${ledger.duplicate}, stale ${ledger.stale}, buffered ${ledger.buffered}, control ${ledger.control}, rejected ${rejected}`,
    ...rows,
    "",
  ].join("\n");
}
