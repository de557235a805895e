import { basename } from "node:path";
import { ALL_VENUES, venueNamed } from "../../core/venues/all-venues.ts";
import { IMPORT_FORMATS, type ImportFormat, readRecording } from "../../workers/import/formats.ts";
import { importFrames } from "../../workers/import/import-session.ts";
import { callerPath, type Command, isSameFile, parse, UsageError } from "../command.ts";

export const importCommand: Command = {
  name: "import",
  summary: "read recorded text files into a session file",
  help: `import FILE... --venue V --format F [--symbol S] --out X.tape [--json]

Reads the files as one stream, in the order given, one frame a line (cbcap: a message each); .gz and .zst are read as they are. The session file takes
its place when all went well; until then an existing one stays as it was.

  --venue V    ${ALL_VENUES.map(({ name }) => name).join(", ")}
  --format F   raw-jsonl (docs/session-format.md), hftbacktest ("<ns, or us> <json>" a line), cryptofeed (both of its
               formats), or cbcap (crossbook's captures)
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
    const result = await importFrames(readRecording(format, positionals.map(callerPath), values.symbol), {
      venue,
      out,
      format,
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

function formatOf(name: string | undefined, symbol: string | undefined): ImportFormat {
  const format = IMPORT_FORMATS.find((known) => known === name);
  if (format === undefined) {
    throw new UsageError(`import needs --format ${IMPORT_FORMATS.join(" or ")}${name === undefined ? "" : `, not ${JSON.stringify(name)}`}`);
  }
  if (symbol !== undefined && format !== "hftbacktest") throw new UsageError("--symbol goes with --format hftbacktest only");
  return format;
}
