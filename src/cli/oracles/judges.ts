import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { blankFrame } from "../../core/contract/frame.ts";
import { BestQuoteOracle } from "../../core/desk/best-quotes.ts";
import { Desk } from "../../core/desk/desk.ts";
import type { Venue } from "../../core/venues/venue.ts";
import { framesOf, type Oracle, type Recording, sum, type Tally } from "./oracle.ts";

/** Finds a venue's recordings in the folder of captures. */
export type Find = (captures: string) => readonly Recording[];

/** Every checksum that the exchange sent with a book message, against the book that its messages make here. */
export function checksums(venue: Venue, find: Find): Oracle {
  const judge = async (recording: Recording): Promise<Tally> => {
    const desk = new Desk({ venue });
    const reader = venue.decoder(() => ["book"]);
    let sent = 0;
    for await (const frame of framesOf(recording)) {
      for (const { kind, depth } of reader.decode(frame)) if ((kind === "depth" || kind === "snapshot") && depth.checksum !== null) sent++;
      desk.apply(frame);
    }
    const counts = desk.instruments().flatMap(({ book }) => (book === null ? [] : [book.sync.checked.checksums]));
    const equal = counts.reduce((so, { ok }) => so + ok, 0);
    const checked = counts.reduce((so, { ok, failed }) => so + ok + failed, 0);
    return { checked, equal, skipped: sent - checked };
  };
  return { ...oracle(venue, find, judge), skipsNothing: true };
}

/** The exchange's own best bid and ask after each depth event, by its ids, against the top of the book. */
export function bestQuotes(venue: Venue, find: Find, allowed = 0): Oracle {
  const judge = async (recording: Recording): Promise<Tally> => {
    const desk = new Desk({ venue });
    const oracles = new Map<string, BestQuoteOracle>();
    for await (const frame of framesOf(recording)) {
      desk.apply(frame);
      const held = desk.instruments()[desk.lastSlot];
      if (!held?.book) continue;
      const judge = oracles.get(held.id) ?? new BestQuoteOracle();
      oracles.set(held.id, judge);
      judge.after(frame, held.book);
    }
    // An instrument whose quotes nobody recorded has nothing to compare with.
    const verdicts = [...oracles.values()].map((judge) => judge.verdict()).filter(({ compared }) => compared > 0);
    return sum(verdicts.map(({ compared, equal, without }) => ({ checked: compared, equal, skipped: without })));
  };
  return { ...oracle(venue, find, judge), allowed };
}

/** Ids of the books themselves: each diff that a live book was given must follow the one before it. */
export function bookSequences(venue: Venue, find: Find): Oracle {
  return oracle(venue, find, async (recording) => {
    const desk = new Desk({ venue });
    for await (const frame of framesOf(recording)) desk.apply(frame);
    const books = desk.instruments().flatMap(({ book }) => (book === null ? [] : [book.sync]));
    const equal = books.reduce((so, { deltas }) => so + deltas.applied, 0);
    const broken = books.reduce((so, { gaps }) => so + gaps.length, 0);
    const { rejected } = desk.ledger.totals();
    return { checked: equal + broken, equal, skipped: rejected["unsynced"] ?? 0 };
  });
}

/** The sequence that runs over each connection, whatever the channel. */
export function connectionSequences(venue: Venue, find: Find): Oracle {
  return oracle(venue, find, async (recording) => {
    const decoder = venue.decoder(() => []);
    for await (const frame of framesOf(recording)) decoder.decode(frame);
    const { checked = 0, broken = 0 } = decoder.connectionSequence ?? {};
    return { checked, equal: checked - broken, skipped: 0 };
  });
}

/**
 * Bitfinex's one recorded checksum: `known_checksum.json` holds a book, an update and the exchange's own figure after it, each as it was
 * sent, but not the answer that named their channel, which is made up here.
 */
export function knownChecksum(venue: Venue): Oracle {
  return {
    venue: venue.name,
    async run(captures) {
      const path = join(captures, "bitfinex", "known_checksum.json");
      if (!existsSync(path)) return { checked: 0, equal: 0, skipped: 0 };
      const { snapshot, update, checksumFrame } = knownSchema.parse(JSON.parse(await readFile(path, "utf8")));
      const chanId = /[0-9]+/.exec(snapshot)?.[0] ?? "0";
      const subscribed = `{"event":"subscribed","channel":"book","chanId":${chanId},"symbol":"tXRPBTC","prec":"P0"}`;
      const desk = new Desk({ venue });
      [subscribed, snapshot, update, checksumFrame].forEach((text, at) => {
        const bytes = new TextEncoder().encode(text);
        desk.apply({ ...blankFrame(), rx: at + 1, conn: "known", bytes, end: bytes.length });
      });
      const counts = desk.instruments()[0]?.book?.sync.checked.checksums ?? { ok: 0, failed: 0 };
      return { checked: counts.ok + counts.failed, equal: counts.ok, skipped: 0 };
    },
  };
}

const knownSchema = z.object({ snapshot: z.string(), update: z.string(), checksumFrame: z.string() });

/** Several proofs of one venue, as one. */
export function together(...oracles: readonly [Oracle, ...Oracle[]]): Oracle {
  return {
    venue: oracles[0].venue,
    allowed: oracles.reduce((so, { allowed = 0 }) => so + allowed, 0),
    skipsNothing: oracles.every(({ skipsNothing = false }) => skipsNothing),
    run: async (captures) => sum(await Promise.all(oracles.map((each) => each.run(captures)))),
  };
}

function oracle({ name }: Venue, find: Find, judge: (recording: Recording) => Promise<Tally>): Oracle {
  return {
    venue: name,
    async run(captures) {
      const tallies: Tally[] = [];
      for (const recording of find(captures)) tallies.push(await judge(recording));
      return sum(tallies);
    },
  };
}
