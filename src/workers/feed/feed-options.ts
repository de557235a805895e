import type { FeedStatus } from "../../core/contract/live.ts";
import type { PortMessage } from "../../core/contract/port.ts";
import type { LiveAddresses, LiveProfile } from "../../core/venues/live-profile.ts";
import type { Venue } from "../../core/venues/venue.ts";
import type { Source } from "./frame-tap.ts";
import type { RestAllowance } from "./rest-allowance.ts";
import type { FeedWorld } from "./world.ts";

/** Of the blocks kept until they are stored: more than a minute of a busy desk. */
export const KEPT_BYTES = 64 * 1024 * 1024;

/** What one request has sent again: more at once would only pile up on the way. */
export const RESEND_BYTES = 1024 * 1024;

export interface FeedOptions {
  readonly venue: Venue;
  readonly profile: LiveProfile;
  readonly addresses: LiveAddresses;
  readonly world: FeedWorld;
  readonly post: (message: PortMessage) => void;
  /** What the venue's REST side allows, where others in this process ask it too. */
  readonly allowance?: RestAllowance;
  /** Where frames go beside `post`, for the status. */
  readonly links?: { readonly status: FeedStatus["links"] };
  readonly boundBytes?: number;
  /** The last frame of the session that this feed takes up after another one died; 0 or absent: the session begins here. */
  readonly afterRx?: number;
  /** The connections of the feed that died, as far as they are known. */
  readonly previous?: readonly Source[];
  /** How many feeds the session had before this one: connections that nobody knows of were opened less often. */
  readonly feedsBefore?: number;
}
