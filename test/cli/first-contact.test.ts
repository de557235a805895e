import { describe, expect, test } from "vitest";
import { FirstContact } from "../../src/cli/first-contact.ts";
import type { FeedStatus } from "../../src/core/contract/live.ts";
import type { FoldStatus } from "../../src/core/contract/live-fold.ts";
import type { LiveDeskStatus } from "../../src/main/feeds/live-desk-options.ts";

type State = FeedStatus["connections"][number]["state"];

/** What a desk knows of itself that has one connection in such a state, and whose fold has met the exchange's time or not. */
function status(state: State, reason: string, eventMs: number | null): LiveDeskStatus {
  const queue = { bytes: 0, highWaterBytes: 0, boundBytes: 1, droppedFrames: 0 };
  const connections = [{ conn: "ws-1", state, epoch: 1, streams: 1, reason, retryInMs: null }];
  const links = { bytes: 0, highWaterBytes: 0, boundBytes: 1, lost: 0 };
  const feed: FeedStatus = { type: "feed.status", rx: 1, storedRx: 1, framesPerSecond: 0, queue, connections, links, snapshotsPending: 0 };
  const fold = { type: "fold.status", rx: 1, live: 0, instruments: 1, gaps: 0, met: [], applied: [], merged: 0 } as const;
  const share: FoldStatus | null = eventMs === null ? null : { ...fold, met: [], applied: [], eventMs, queue: { ...queue, refetched: 0 } };
  return { feed, books: [share], analytics: [null] };
}

describe("the beginning of a recording", () => {
  test("fails where the exchange was not reached for ten seconds, and says why", () => {
    const contact = new FirstContact(0);
    expect(contact.note(status("waiting", "it cannot be opened: ECONNREFUSED", null), 9_999)).toBeNull();
    expect(contact.note(status("waiting", "it cannot be opened: ECONNREFUSED", null), 10_000)).toBe("it cannot be opened: ECONNREFUSED");
    expect(contact.unreadable).toBe(false);
  });

  test("fails where nothing that the exchange says in half a minute can be read, though it was reached", () => {
    const contact = new FirstContact(0);
    expect(contact.note(status("open", "", 0), 10_000)).toBeNull();
    expect(contact.note(status("open", "", 0), 30_000)).toBe("nothing that it said in 30 s can be read");
    expect(contact.unreadable).toBe(true);
  });

  test("is past where one message of the market was read, whatever comes later", () => {
    const contact = new FirstContact(0);
    expect(contact.note(status("open", "", 1_700_000_000_000), 1_000)).toBeNull();
    expect(contact.note(status("waiting", "it cannot be opened: ECONNREFUSED", 0), 3_600_000)).toBeNull();
    expect(contact.made).toBe(true);
  });
});
