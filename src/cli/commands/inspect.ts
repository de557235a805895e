import { SessionReader } from "../../workers/store/session-reader.ts";
import { quarantineRow } from "../../workers/store/session-rows.ts";
import { callerPath, type Command, parse } from "../command.ts";

export const inspect: Command = {
  name: "inspect",
  summary: "print what a session file is and holds",
  help: `inspect X.tape [--json]

Prints the manifest, the instruments, the span of receive times and the gaps, without replaying. A file whose writer was killed
has a gap for its tail: fromRx is the first frame that is missing.`,
  async run(words, io) {
    const { values, positionals } = parse(words, { json: { type: "boolean" } }, { least: 1, most: 1, what: "one .tape file" });
    const reader = SessionReader.open(callerPath(positionals[0] as string));
    try {
      const tail = reader.tail === null ? [] : [{ instrument: null, fromRx: reader.tail.afterRx + 1, toRx: null, cause: reader.tail.cause }];
      const summary = {
        manifest: reader.manifest,
        frames: reader.frames - reader.baseRx,
        instruments: reader.instruments.map(({ instrument }) => instrument),
        span: reader.span && { firstNs: String(reader.span.firstNs), lastNs: String(reader.span.lastNs) },
        gaps: [...reader.gaps(), ...reader.quarantines.map(quarantineRow), ...tail],
        digests: reader.digests().length,
        closed: reader.tail === null,
      };
      io.print(values.json ? `${JSON.stringify(summary)}\n` : describe(summary));
    } finally {
      reader.close();
    }
    return 0;
  },
};

interface Summary {
  readonly manifest: SessionReader["manifest"];
  readonly frames: number;
  readonly instruments: readonly string[];
  readonly span: { readonly firstNs: string; readonly lastNs: string } | null;
  readonly gaps: readonly { readonly instrument: string | null; readonly fromRx: number; readonly toRx: number | null; readonly cause: string }[];
}

function describe({ manifest, frames, instruments, span, gaps }: Summary): string {
  const time = (ns: string): string => new Date(Number(BigInt(ns) / 1_000_000n)).toISOString();
  return [
    `${manifest.venue}, ${manifest.source}${manifest.format === null ? "" : ` of ${manifest.format}: ${manifest.files.join(", ")}`}`,
    `${frames} frames${span === null ? "" : `, received ${time(span.firstNs)} to ${time(span.lastNs)}`}`,
    `instruments: ${instruments.join(", ") || "none"}`,
    ...gaps.map(({ instrument, fromRx, toRx, cause }) => `gap: ${instrument || "all"} ${cause} from frame ${fromRx} to ${toRx ?? "the end"}`),
    "",
  ].join("\n");
}
