import { join } from "node:path";
import { verifySession } from "../../workers/replay/replay-session.ts";
import { callerPath, type Command, parse, wholeNumber } from "../command.ts";

export const verify: Command = {
  name: "verify",
  summary: "replay a session file and compare every digest it stores",
  help: `verify X.tape [--workers N] [--json]

Replays the file and compares each stored digest with the state at its place. Digests that another version of the fold stored
are "not comparable". Exit code 1 where one differs.`,
  async run(words, io) {
    const { values, positionals } = parse(
      words,
      { workers: { type: "string" }, json: { type: "boolean" } },
      { least: 1, most: 1, what: "one .tape file" },
    );
    const digests = await verifySession(callerPath(positionals[0] as string), {
      workers: wholeNumber("--workers", values.workers ?? "1", 1),
      foldWorker: join(io.programs, "fold-worker.js"),
      onProgress: (frames, total) => io.progress(`${frames} of ${total} frames`),
    });
    const { equal, different, notComparable } = digests;
    io.print(values.json ? `${JSON.stringify({ digests })}\n` : `digests: ${equal} equal, ${different} different, ${notComparable} not comparable\n`);
    return different > 0 ? 1 : 0;
  },
};
