import { statSync } from "node:fs";
import { callerPath, type Command, CommandFailure, parse } from "../command.ts";
import { ORACLES } from "../oracles/table.ts";

export const oracles: Command = {
  name: "oracles",
  summary: "prove every native venue by the exchanges' own figures in recorded captures",
  help: `oracles CAPTURES-FOLDER [--json]

Folds the recordings of each venue and compares with what the exchange itself says in them: checksums of books, best bid and ask,
sequences. Exit code 1 where a venue had nothing to check, or differs beyond what the README beside its recordings names.

  --json   print {venues: [{venue, checked, equal, skipped}]}`,
  async run(words, io) {
    const { values, positionals } = parse(words, { json: { type: "boolean" } }, { least: 1, most: 1, what: "the folder of the captures" });
    const captures = callerPath(positionals[0] as string);
    if (statSync(captures, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new CommandFailure(`${captures} is no folder: name the one that holds the captures, a folder for each exchange`);
    }
    const venues: { venue: string; checked: number; equal: number; skipped: number }[] = [];
    const failed: string[] = [];
    for (const oracle of ORACLES) {
      io.progress(oracle.venue);
      const { checked, equal, skipped } = await oracle.run(captures);
      venues.push({ venue: oracle.venue, checked, equal, skipped });
      if (checked === 0) failed.push(`${oracle.venue} checked nothing`);
      else if (oracle.skipsNothing === true && skipped > 0) failed.push(`${oracle.venue} skipped ${skipped}`);
      else if (checked - equal > (oracle.allowed ?? 0)) failed.push(`${oracle.venue} differs in ${checked - equal}`);
    }
    if (values.json) io.print(`${JSON.stringify({ venues })}\n`);
    else for (const { venue, checked, equal, skipped } of venues) io.print(`${venue}: ${equal} of ${checked} equal, ${skipped} skipped\n`);
    if (failed.length === 0) return 0;
    process.stderr.write(`tapedeck: ${failed.join("; ")}\n`);
    return 1;
  },
};
