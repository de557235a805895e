import type { Frame } from "../../core/contract/frame.ts";
import { type InstrumentId, instrumentId } from "../../core/market/instrument.ts";
import type { LiveProfile } from "../../core/venues/live-profile.ts";
import type { Decoder, Venue } from "../../core/venues/venue.ts";

/** Tells of each frame what the feed must know of it: whose it is, and the venue's time. It reads no prices. */
export class FrameRouter {
  /** The greatest event time so far in Unix ms; 0 before the first. */
  eventMs = 0;
  /** Of the last frame: its instrument as the decoder numbers them (-1 where it has none), and whether a depth stream sent it. */
  slot = -1;
  isDepth = false;
  /** Whether the last frame brought a snapshot over the stream. */
  isSnapshot = false;
  private readonly decoder: Decoder;
  private readonly profile: LiveProfile;
  private readonly ids: InstrumentId[] = [];

  constructor(venue: Venue, profile: LiveProfile) {
    this.decoder = venue.decoder(() => []);
    this.profile = profile;
  }

  route(frame: Frame): void {
    this.slot = -1;
    this.isDepth = false;
    this.isSnapshot = false;
    const messages = this.decoder.decode(frame);
    if (frame.kind !== "recv" && frame.kind !== "rest") return;
    for (const { slot, eventMs, bookRole } of messages) {
      // An answer to a subscription names an instrument and is no message about it.
      if (slot < 0 || bookRole === "answer") continue;
      this.slot = slot;
      if (bookRole === "snapshot") this.isSnapshot = true;
      if (bookRole !== "none") this.isDepth = true;
      if (eventMs > this.eventMs) this.eventMs = eventMs;
    }
    this.isDepth ||= this.slot >= 0 && frame.kind === "recv" && this.profile.isDepth?.(frame.bytes, frame.start, frame.end) === true;
  }

  /** The exchange's own id of the last frame's instrument; empty where it has none. */
  get symbol(): string {
    return this.slot < 0 ? "" : (this.decoder.table.index.symbols[this.slot] as string);
  }

  get instrument(): InstrumentId | null {
    if (this.slot < 0) return null;
    return (this.ids[this.slot] ??= instrumentId(this.profile.venue, this.symbol));
  }

  /** Every instrument met so far. */
  instruments(): InstrumentId[] {
    return this.decoder.table.index.symbols.map((symbol) => instrumentId(this.profile.venue, symbol));
  }
}
