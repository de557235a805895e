import type { Desk } from "../../../src/core/desk/desk.ts";
import { stateDigest } from "../../../src/core/desk/part-state.ts";
import type { Venue } from "../../../src/core/venues/venue.ts";
import { ReplayFold } from "../../../src/workers/replay/replay-fold.ts";
import type { Restore } from "../../../src/workers/replay/restore.ts";
import { TapeCursor } from "../../../src/workers/replay/tape-cursor.ts";
import type { TapeSource } from "../../../src/workers/replay/tape-source.ts";

function digests(desk: Desk): Record<string, string> {
  return Object.fromEntries(
    desk.instruments().flatMap(({ id, book, analytics }) => [
      [`${id} book`, book === null ? "" : stateDigest(book.state())],
      [`${id} analytics`, analytics === null ? "" : stateDigest(analytics.state())],
    ]),
  );
}

/** The state after frame `rx`, come to by a plan. Returns how many frames it folded, too. */
export function stateAt(venue: Venue, plan: Restore, source: TapeSource, rx: number): { digests: Record<string, string>; folded: number } {
  const fold = new ReplayFold(venue, plan);
  const cursor = new TapeCursor(source, plan.fromRx);
  let folded = 0;
  while (cursor.frame.rx < rx) {
    const next = cursor.next();
    if (next === null) break;
    if (next !== "frame") fold.mark(next);
    else if (cursor.frame.rx <= rx) {
      fold.frame(cursor.frame);
      folded++;
    }
  }
  for (const mark of source.marks()) if (mark.afterRx === rx) fold.mark(mark);
  fold.restoreBefore(rx + 1);
  return { digests: digests(fold.desk), folded };
}
