import type { LiveDeskStatus } from "../main/feeds/live-desk-options.ts";

/** How long a recording tries to reach an exchange that it never reached, and how long it listens to one of which it can read nothing, ms. */
const UNREACHED_MS = 10_000;
const UNHEARD_MS = 30_000;

/**
 * The beginning of a recording: whether the exchange can be reached and says anything of the market that can be read. Once it did, whatever happens later is
 * waited out; before that there is nothing to lose, and whoever asked for it is to know.
 */
export class FirstContact {
  private readonly startMs: number;
  private wasOpen = false;
  made = false;
  /** It spoke, and nothing of it could be read: what it said may show why. */
  unreadable = false;

  constructor(startMs: number) {
    this.startMs = startMs;
  }

  /** Takes what the desk knows of itself. Returns why there is no contact, for a person, once that is certain; else null. */
  note({ feed, books, analytics }: LiveDeskStatus, nowMs: number): string | null {
    this.made ||= [...books, ...analytics].some((share) => share !== null && (share.live > 0 || share.eventMs > 0));
    if (this.made || feed === null) return null;
    this.wasOpen ||= feed.connections.some(({ state }) => state === "open");
    if (nowMs - this.startMs < (this.wasOpen ? UNHEARD_MS : UNREACHED_MS)) return null;
    this.unreadable = this.wasOpen;
    const reason = feed.connections.find(({ state }) => state !== "open")?.reason ?? "";
    return reason === "" ? `nothing that it said in ${UNHEARD_MS / 1_000} s can be read` : reason;
  }
}
