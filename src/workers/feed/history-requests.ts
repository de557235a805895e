import type { CandleRow } from "../../core/candles/candle-row.ts";
import { CANDLES_PER_MESSAGE } from "../../core/contract/venue-candle.ts";
import type { FeedEvent } from "../../core/contract/live.ts";
import type { Undo } from "../../core/contract/port.ts";
import { splitInstrumentId } from "../../core/market/instrument.ts";
import type { LiveProfile } from "../../core/venues/live-profile.ts";
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
  private stopped = false;
  private cancel: Undo | null = null;

  constructor(options: HistoryRequestsOptions) {
    this.options = options;
  }

  want(instrument: string): void {
    if (this.stopped) return;
    this.wanted.add(instrument);
    this.pump();
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
    this.wanted.clear();
  }

  private pump(): void {
    this.cancel?.();
    this.cancel = null;
    const [instrument] = this.wanted;
    if (this.asking || this.stopped || instrument === undefined) return;
    const { profile, restUrl, world } = this.options;
    const nowMs = monoMs(world.clock);
    const waitMs = this.weight.waitMs(nowMs, profile.history.weight);
    if (waitMs > 0) {
      this.cancel = world.schedule(() => this.pump(), waitMs);
      return;
    }
    this.wanted.delete(instrument);
    this.weight.spend(nowMs, profile.history.weight);
    this.asking = true;
    world.request(restUrl + profile.history.path(splitInstrumentId(instrument).symbol)).then(
      (answer) => this.done(instrument, () => this.read(answer)),
      (error: unknown) => this.done(instrument, () => ({ rows: [], reason: error instanceof Error ? error.message : String(error) })),
    );
  }

  private read({ status, body }: RestAnswer): { rows: CandleRow[]; reason: string } {
    const text = new TextDecoder().decode(body);
    if (status !== 200) return { rows: [], reason: `the exchange refused its candles (${status}): ${text.slice(0, 200)}` };
    const { profile, world } = this.options;
    const rows = profile.readHistory(text, Number(world.clock.wallNs() / 1_000_000n));
    return rows === null ? { rows: [], reason: "the exchange's answer holds no candles" } : { rows, reason: "" };
  }

  private done(instrument: string, take: () => { rows: CandleRow[]; reason: string }): void {
    this.asking = false;
    if (this.stopped) return;
    const { rows, reason } = take();
    let from = 0;
    do {
      const part = rows.slice(from, (from += CANDLES_PER_MESSAGE));
      this.options.tell({ type: "history.found", instrument, rows: part, last: from >= rows.length, reason });
    } while (from < rows.length);
    this.pump();
  }
}
