import * as z from "zod";
import { feedCommandSchema, type FeedEvent } from "../../core/contract/live.ts";
import type { PortMessage } from "../../core/contract/port.ts";
import { venueNamed } from "../../core/venues/all-venues.ts";
import { liveProfileOf } from "../../core/venues/live-profiles.ts";
import { reportUsage } from "../report-usage.ts";
import { startWorker } from "../worker-process.ts";
import { Feed } from "./feed.ts";
import type { FeedOptions } from "./feed-options.ts";
import { FoldLinks } from "./fold-links.ts";
import { HistoryRequests } from "./history-requests.ts";
import { REAL_WORLD } from "./real-world.ts";
import { allowanceOf, RestAllowance } from "./rest-allowance.ts";
import { RestClient } from "./rest-client.ts";

/** Of the venue's allowance, what charts may take: snapshots of books come first. */
const HISTORY = { weightPerMinute: 240, mostInFlight: 2, usedWeightHeader: "" };
/** And what the lines of a watchlist may. */
const LINES = { weightPerMinute: 120, mostInFlight: 1, usedWeightHeader: "" };

const sourcesSchema = z.array(z.strictObject({ id: z.string(), epoch: z.int().min(0) }));

/**
 * Runs this process as the feed of a venue. Arguments: venue; endpoint (`http://host:port`, or empty for the venue's own addresses);
 * the last frame of the session it takes up, 0 where it begins; the connections of the feed before it as JSON `[{"id", "epoch"}, ...]`,
 * and how many feeds the session had before it, may be left out. The shell's port carries commands in, and frames and events out; frames go to each fold worker too, over a port of its own.
 */
export function serveFeed([venueName = "", endpoint = "", afterRx = "0", previous = "[]", feedsBefore = "0"]: readonly string[]): void {
  startWorker(() => {
    // Read here, so that what is wrong with them reaches the host as the reason why this process is never ready.
    const options = readOptions(venueName, endpoint, afterRx, previous, feedsBefore);
    const links = new FoldLinks();
    return (port, opener) => {
      if (opener === "fold") return links.join(port);
      const allowance = allowanceOf(options.profile);
      const post = (message: PortMessage): void => {
        links.post(message);
        port.post(message);
      };
      const feed = new Feed({ ...options, allowance, world: REAL_WORLD, post, links });
      const history = historyOf(options, allowance, (event) => port.post(JSON.stringify(event)));
      port.onMessage((message) => {
        if (typeof message !== "string") return;
        const command = feedCommandSchema.parse(JSON.parse(message));
        if (command.type === "history.want") history.want(command.instrument, command.interval, command.most);
        else feed.take(command);
      });
      reportUsage(port);
      feed.start();
    };
  });
}

/** Candles for charts are asked for beside the feed: they are shown, and become no frame. */
function historyOf(
  { profile, addresses }: Pick<FeedOptions, "profile" | "addresses">,
  books: RestAllowance,
  tell: (event: FeedEvent) => void,
): HistoryRequests {
  const [rest, background] = [HISTORY, LINES].map((share) => new RestClient(REAL_WORLD, new RestAllowance(share, books))) as [RestClient, RestClient];
  return new HistoryRequests({ profile, restUrl: addresses.restUrl, rest, background, clock: REAL_WORLD.clock, tell });
}

function readOptions(
  venueName: string,
  endpoint: string,
  afterRx: string,
  previous: string,
  feedsBefore: string,
): Omit<FeedOptions, "world" | "post"> {
  const venue = venueNamed(venueName);
  const profile = liveProfileOf(venueName);
  if (venue === undefined || profile === undefined) throw new Error(`the venue "${venueName}" is not known to this version`);
  const addresses = profile.addresses(endpoint === "" ? null : endpoint);
  if (addresses === null || !addresses.routes.every(({ socketUrl }) => URL.canParse(socketUrl))) {
    throw new Error(`the endpoint "${endpoint}" is no address such as http://127.0.0.1:8080`);
  }
  if (!/^[0-9]{1,15}$/.test(afterRx)) throw new Error(`"${afterRx}" is no frame number`);
  const before = { previous: sourcesSchema.parse(JSON.parse(previous)), feedsBefore: Number(feedsBefore) };
  return { venue, profile, addresses, afterRx: Number(afterRx), ...before };
}
