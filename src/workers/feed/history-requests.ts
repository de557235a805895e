import type { CandleRow } from "../../core/candles/candle-row.ts";
import { CANDLES_PER_MESSAGE } from "../../core/contract/venue-candle.ts";
import type { FeedEvent } from "../../core/contract/live.ts";
import type { Undo } from "../../core/contract/port.ts";
import { splitInstrumentId } from "../../core/market/instrument.ts";
import type { HistoryProfile, LiveProfile } from "../../core/venues/live-profile.ts";
import { type FeedWorld, monoMs, type RestAnswer } from "./world.ts";
import { WindowBudget } from "./window-budget.ts";

const MINUTE_MS = 60_000;
/** REST weight that charts may spend in a minute, beside what the snapshots of books may: books come first. */
const WEIGHT_PER_MINUTE = 240;

export interface HistoryRequestsOptions {
  readonly profile: LiveProfile;
  readonly restUrl: string;
  readonly world: FeedWorld;
  readonly tell: (event: FeedEvent) => void;
}

/** The exchange's own candles for charts: one request at a time, within a budget of their own. They are shown, and become no frame. */
export class HistoryRequests {
  private readonly options: HistoryRequestsOptions;
  private readonly weight = new WindowBudget(WEIGHT_PER_MINUTE, MINUTE_MS);
  private readonly wanted = new Set<string>();
  private asking = false;
  private cancel: Undo | null = null;

  constructor(options: HistoryRequestsOptions) {
    this.options = options;
  }

  want(instrument: string): void {
    this.wanted.add(instrument);
    this.pump();
  }

  private pump(): void {
    this.cancel?.();
    this.cancel = null;
    const [instrument] = this.wanted;
    if (this.asking || instrument === undefined) return;
    const { profile, restUrl, world } = this.options;
    const nowMs = monoMs(world.clock);
    const { history } = profile;
    this.wanted.delete(instrument);
    if (history === undefined)
      return this.done(instrument, () => ({ rows: [], reason: `${profile.venue} publishes no candles that charts could begin with` }));
    const waitMs = this.weight.waitMs(nowMs, history.weight);
    if (waitMs > 0) {
      this.wanted.add(instrument);
      this.cancel = world.schedule(() => this.pump(), waitMs);
      return;
    }
    this.weight.spend(nowMs, history.weight);
    this.asking = true;
    world.request(restUrl + history.path(splitInstrumentId(instrument).symbol)).then(
      (answer) => this.done(instrument, () => this.read(answer, history)),
      (error: unknown) => this.done(instrument, () => ({ rows: [], reason: error instanceof Error ? error.message : String(error) })),
    );
  }

  private read({ status, body }: RestAnswer, history: HistoryProfile): { rows: CandleRow[]; reason: string } {
    const text = new TextDecoder().decode(body);
    if (status !== 200) return { rows: [], reason: `the exchange refused its candles (${status}): ${text.slice(0, 200)}` };
    const rows = history.read(text, Number(this.options.world.clock.wallNs() / 1_000_000n));
    return rows === null ? { rows: [], reason: "the exchange's answer holds no candles" } : { rows, reason: "" };
  }

  private done(instrument: string, take: () => { rows: CandleRow[]; reason: string }): void {
    this.asking = false;
    const { rows, reason } = take();
    let from = 0;
    do {
      const part = rows.slice(from, (from += CANDLES_PER_MESSAGE));
      this.options.tell({ type: "history.found", instrument, rows: part, last: from >= rows.length, reason });
    } while (from < rows.length);
    this.pump();
  }
}
