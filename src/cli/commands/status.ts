import type { ResourceWarning } from "../../core/contract/resources.ts";
import type { DeskReport } from "../../main/feeds/desk-report.ts";
import { statusFolders } from "../../main/status/announce-desk.ts";
import { askDesks } from "../../main/status/running-desks.ts";
import { type Command, CommandFailure, parse } from "../command.ts";

export const status: Command = {
  name: "status",
  summary: "show how a running desk or recording does",
  help: `status [--json]

Shows the processes, queues, connections and counters of the live desk or recording that this user runs; of several, the one started
last (\`others\` in the JSON gives the process ids of the rest). Exit code 1 where none runs.`,
  async run(words, io) {
    const { values } = parse(words, { json: { type: "boolean" } }, { least: 0, most: 0, what: "options only" });
    const [first, ...rest] = await askDesks(statusFolders(process.env).running);
    if (first === undefined) throw new CommandFailure("no live desk runs: `npm start` opens one, `tapedeck record` makes a recording");
    const report = first.report as Report;
    io.print(values.json ? `${JSON.stringify({ ...report, others: rest.map(({ note }) => note.pid) })}\n` : describe(report));
    return 0;
  },
};

interface Report extends DeskReport {
  readonly kind: string;
  readonly pid: number;
  readonly uptimeSeconds: number;
  readonly warnings: readonly ResourceWarning[];
}

function describe(report: Report): string {
  const { kind, pid, uptimeSeconds, venue, recording, frames, storedFrames, framesPerSecond, books, gaps, merged, dropped } = report;
  const mebibytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;
  return [
    `${kind} of ${venue}, process ${pid}, up ${uptimeSeconds} s, recording to ${recording}`,
    `${frames} frames, ${storedFrames} stored, ${Math.round(framesPerSecond)} a second; ${books.live} of ${books.instruments} books live`,
    `gaps ${gaps}, merged ${merged}, dropped ${dropped}`,
    ...report.quarantined.map(({ rx, instrument }) => `quarantined: message ${rx} of ${instrument || "a whole connection"}`),
    ...report.warnings.map(({ message }) => `warning: ${message}`),
    "",
    ...report.processes.map(
      ({ name, pid: worker, state, restarts, cpuPercent, memoryBytes }) =>
        `${name.padEnd(20)} ${String(worker ?? "-").padStart(8)} ${state.padEnd(9)} restarts ${restarts}, cpu ${cpuPercent} %, ${mebibytes(memoryBytes)}`,
    ),
    "",
    ...report.connections.map(({ conn, state, streams, reason }) => `${conn.padEnd(20)} ${state}, ${streams} streams ${reason}`.trimEnd()),
    "",
    ...report.queues.map(
      ({ name, unit, size, highWater, bound, count }) => `${name}: ${size} of ${bound} ${unit}, at most ${highWater}; full ${count} times`,
    ),
    "",
  ].join("\n");
}
