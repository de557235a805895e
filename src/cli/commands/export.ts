import { exportRawJsonl } from "../../workers/store/export-raw-jsonl.ts";
import { SessionReader } from "../../workers/store/session-reader.ts";
import { callerPath, type Command, isSameFile, parse, UsageError } from "../command.ts";

export const exportCommand: Command = {
  name: "export",
  summary: "write the frames of a session file as text",
  help: `export X.tape --format raw-jsonl --out F [--json]

Writes every frame, byte for byte; importing F gives the same digest. docs/session-format.md describes the lines.`,
  async run(words, io) {
    const { values, positionals } = parse(
      words,
      { format: { type: "string" }, out: { type: "string" }, json: { type: "boolean" } },
      { least: 1, most: 1, what: "one .tape file" },
    );
    if (values.format !== "raw-jsonl") throw new UsageError("export needs --format raw-jsonl");
    if (values.out === undefined) throw new UsageError("export needs --out, the file to write");
    const out = callerPath(values.out);
    const tape = callerPath(positionals[0] as string);
    if (isSameFile(tape, out)) throw new UsageError("--out is the session file itself, which would be lost");
    const reader = SessionReader.open(tape);
    try {
      const { frames } = await exportRawJsonl(reader, out);
      io.print(values.json ? `${JSON.stringify({ out, frames })}\n` : `${values.out}: ${frames} frames\n`);
    } finally {
      reader.close();
    }
    return 0;
  },
};
