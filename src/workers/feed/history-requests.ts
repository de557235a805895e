import type { CandleRow } from "../../core/candles/candle-row.ts";
import { candleMessages } from "../../core/contract/venue-candle.ts";
import type { FeedEvent } from "../../core/contract/live.ts";
import { splitInstrumentId } from "../../core/market/instrument.ts";
import type { HistoryProfile, LiveProfile } from "../../core/venues/live-profile.ts";
import type { RestClient } from "./rest-client.ts";
import type { FeedWorld, RestAnswer } from "./world.ts";

export interface HistoryRequestsOptions {
  readonly profile: LiveProfile;
  readonly restUrl: string;
  readonly rest: RestClient;
  /** For what can wait: it takes nothing of what charts may ask. */
  readonly background: RestClient;
  readonly clock: FeedWorld["clock"];
  readonly tell: (event: FeedEvent) => void;
}

interface Asked {
  readonly instrument: string;
  readonly interval: string;
  readonly most?: number;
}

interface Found {
  readonly rows: readonly CandleRow[];
  /** Why there are none, for a person. */
  readonly reason: string;
}

/** The exchange's own candles for charts, each interval of an instrument asked for once at a time. They are shown, and become no frame. */
export class HistoryRequests {
  private readonly options: HistoryRequestsOptions;
  private readonly wanted = new Set<string>();

  constructor(options: HistoryRequestsOptions) {
    this.options = options;
  }

  /** @param most only so many of the latest, some time; all that one request gives, soon, where left out */
  want(instrument: string, interval: string, most?: number): void {
    const asked: Asked = { instrument, interval, ...(most !== undefined && { most }) };
    const key = keyOf(asked);
    if (this.wanted.has(key)) return;
    this.wanted.add(key);
    const { profile, restUrl, rest, background } = this.options;
    const { history } = profile;
    if (history?.intervals.includes(interval) !== true) {
      this.done(asked, { rows: [], reason: `${profile.venue} publishes no ${interval} candles that charts could begin with` });
      return;
    }
    const client = most === undefined ? rest : background;
    client.get(restUrl + history.path(splitInstrumentId(instrument).symbol, interval, most), history.weight).then(
      (answer) => this.done(asked, this.read(answer, history)),
      (error: unknown) => this.done(asked, { rows: [], reason: error instanceof Error ? error.message : String(error) }),
    );
  }

  private read({ status, body }: RestAnswer, history: HistoryProfile): Found {
    const text = new TextDecoder().decode(body);
    if (status !== 200) return { rows: [], reason: `the exchange refused its candles (${status}): ${text.slice(0, 200)}` };
    const rows = history.read(text, Number(this.options.clock.wallNs() / 1_000_000n));
    return rows === null ? { rows: [], reason: "the exchange's answer holds no candles" } : { rows, reason: "" };
  }

  private done(asked: Asked, { rows, reason }: Found): void {
    this.wanted.delete(keyOf(asked));
    for (const part of candleMessages(rows)) this.options.tell({ type: "history.found", ...asked, ...part, reason });
  }
}

function keyOf({ instrument, interval, most = 0 }: Asked): string {
  return `${instrument} ${interval} ${most}`;
}
