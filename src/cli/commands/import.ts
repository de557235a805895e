import { basename } from "node:path";
import { RawJsonlParser } from "../../core/session/raw-jsonl.ts";
import { ALL_VENUES, venueNamed } from "../../core/venues/all-venues.ts";
import { HftbacktestParser } from "../../workers/import/hftbacktest.ts";
import { importFrames } from "../../workers/import/import-session.ts";
import { type LineFormat, readFrames } from "../../workers/import/read-frames.ts";
import { callerPath, type Command, isSameFile, parse, UsageError } from "../command.ts";

const FORMATS = ["raw-jsonl", "hftbacktest"] as const;

export const importCommand: Command = {
  name: "import",
  summary: "read recorded text files into a session file",
  help: `import FILE... --venue V --format F [--symbol S] --out X.tape [--json]

Reads the files as one stream, in the order given, one frame a line; .gz and .zst are read as they are. The session file takes
its place when all went well; until then an existing one stays as it was.

  --venue V    ${ALL_VENUES.map(({ name }) => name).join(", ")}
  --format F   raw-jsonl (docs/session-format.md) or hftbacktest ("<ns, or us> <json>" a line)
  --symbol S   with hftbacktest: the exchange's id of the instrument whose REST snapshots the file holds
  --out X      the session file to make`,
  async run(words, io) {
    const { values, positionals } = parse(
      words,
      { venue: { type: "string" }, format: { type: "string" }, symbol: { type: "string" }, out: { type: "string" }, json: { type: "boolean" } },
      { least: 1, most: Number.POSITIVE_INFINITY, what: "the files to import" },
    );
    if (values.venue === undefined) throw new UsageError(`import needs --venue: ${ALL_VENUES.map(({ name }) => name).join(", ")}`);
    if (values.out === undefined) throw new UsageError("import needs --out, the session file to make");
    const venue = venueNamed(values.venue);
    if (venue === undefined)
      throw new UsageError(`unknown venue ${JSON.stringify(values.venue)}; known: ${ALL_VENUES.map(({ name }) => name).join(", ")}`);
    const format = formatOf(values.format, values.symbol);
    const out = callerPath(values.out);
    if (positionals.some((path) => isSameFile(callerPath(path), out))) throw new UsageError("--out is one of the files to import");
    const started = performance.now();
    const result = await importFrames(readFrames(positionals.map(callerPath), format.parser), {
      venue,
      out,
      format: format.name,
      files: positionals.map((path) => basename(path)),
      onProgress: (frames) => io.progress(`${frames} frames`),
    });
    const framesPerSecond = Math.round(result.frames / ((performance.now() - started) / 1000));
    const { frames, digest, instruments } = result;
    if (values.json) io.print(`${JSON.stringify({ out, frames, digest, instruments, framesPerSecond })}\n`);
    else io.print(`${values.out}: ${frames} frames of ${instruments.join(", ") || "no instrument"}, digest ${digest}\n`);
    return 0;
  },
};

function formatOf(name: string | undefined, symbol: string | undefined): { name: string; parser: LineFormat } {
  if (name === "raw-jsonl") {
    if (symbol !== undefined) throw new UsageError("--symbol goes with --format hftbacktest only");
    return { name, parser: new RawJsonlParser() };
  }
  if (name === "hftbacktest") return { name, parser: new HftbacktestParser(symbol) };
  throw new UsageError(`import needs --format ${FORMATS.join(" or ")}${name === undefined ? "" : `, not ${JSON.stringify(name)}`}`);
}
