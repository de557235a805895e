import { ALL_VENUES } from "../../core/venues/all-venues.ts";
import { CCXT_EXCHANGES } from "../../core/venues/ccxt/exchanges.ts";
import { EVIDENCE_TOPICS } from "../../core/venues/evidence.ts";
import type { Venue } from "../../core/venues/venue.ts";
import { type Command, parse } from "../command.ts";

/** How a venue's books are proven. */
function proofOf({ sequence, evidence }: Venue): string[] {
  const ids = evidence.sequence === "none" ? [] : ["sequence"];
  return sequence.checksum === null ? ids : [...ids, "checksum"];
}

export const venues: Command = {
  name: "venues",
  summary: "list the venues, and what the rules of each rest on",
  help: `venues [--json]

Lists every venue there is. Of the native ones it says how their books are proven and what each rule rests on: a recording of real
messages, or the exchange's documents only. Those whose names begin with ccxt: come through ccxt; nothing proves their books.

  --json   print {venues: [{venue, title, kind: "native"|"ccxt", and of a native one snapshots, proof,
           evidence: {topic: "recorded"|"documents only"|"none"}}]}`,
  run(words, io) {
    const { values } = parse(words, { json: { type: "boolean" } }, { least: 0, most: 0, what: "no argument" });
    const rows = ALL_VENUES.map((venue) => ({
      venue: venue.name,
      title: venue.title,
      kind: "native",
      snapshots: venue.sequence.snapshots,
      proof: proofOf(venue),
      evidence: venue.evidence,
    }));
    const others = [...CCXT_EXCHANGES].map(([id, title]) => ({ venue: `ccxt:${id}`, title, kind: "ccxt" }));
    if (values.json) io.print(`${JSON.stringify({ venues: [...rows, ...others] })}\n`);
    for (const { venue, title, proof, evidence } of values.json ? [] : rows) {
      const unseen = EVIDENCE_TOPICS.filter((topic) => evidence[topic] === "documents only");
      io.print(`${venue}: ${title}; books proven by ${proof.join(" and ") || "nothing"}\n`);
      io.print(`  documents only: ${unseen.join(", ") || "nothing"}\n`);
    }
    if (!values.json) io.print(`through ccxt, unverified: ${others.map(({ venue }) => venue).join(" ")}\n`);
    return Promise.resolve(0);
  },
};
