import type { WorkNote } from "../../../src/core/contract/work-note.ts";
import type { Part } from "../../../src/core/session/mark.ts";
import type { Venue } from "../../../src/core/venues/venue.ts";
import type { WorkNotes } from "../../../src/main/feeds/work-notes.ts";
import { Poison } from "./fake-host.ts";

const decoder = new TextDecoder();

/** A text that a message may carry: a book or an analytics process that decodes it dies, or does not come back. */
export const POISONS = { book: "kill-the-book", analytics: "kill-the-analytics", stuck: "hold-the-book" } as const;

/** The venue with a decoder that does not survive the poisons. */
export function poisoned(venue: Venue, part: Part): Venue {
  return {
    ...venue,
    decoder: (wants) => {
      const inner = venue.decoder(wants);
      const decode = inner.decode.bind(inner);
      inner.decode = (frame) => {
        const text = frame.kind === "recv" ? decoder.decode(frame.bytes.subarray(frame.start, frame.end)) : "";
        if (text.includes(POISONS[part])) throw new Poison(false);
        if (part === "book" && text.includes(POISONS.stuck)) throw new Poison(true);
        return decode(frame);
      };
      return inner;
    },
  };
}

/** What processes note of their work, kept while they die. */
export class FakeNotes implements WorkNotes {
  private readonly notes = new Map<string, WorkNote | null>();

  path(worker: string): string {
    return worker;
  }

  set(worker: string, note: WorkNote | null): void {
    this.notes.set(worker, note);
  }

  take(worker: string): WorkNote | null {
    const note = this.notes.get(worker) ?? null;
    this.notes.delete(worker);
    return note;
  }

  close(): void {
    this.notes.clear();
  }
}
