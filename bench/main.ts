import { tapeBench } from "./tape/tape-bench.ts";

const BENCHES = { tape: tapeBench } as const;
const HELP = `Usage: npm run -s bench -- <bench> [--json]

  tape   import, replay and candles of a real capture beside JSON.parse of the same bytes and tardis-dev; size beside gzip -9

Figures are medians over fresh processes; answers are checked equal. Captures are read from TAPEDECK_CAPTURES, else ../shared/captures.
`;

const [name = "", ...options] = process.argv.slice(2);
if (name === "--help" || options.includes("--help")) process.stdout.write(HELP);
else if (!(name in BENCHES) || options.some((option) => option !== "--json")) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else {
  try {
    const report = await BENCHES[name as keyof typeof BENCHES]();
    process.stdout.write(options.includes("--json") ? `${JSON.stringify(report.data)}\n` : report.text);
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
