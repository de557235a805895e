import { drawnAs, FIRST_TRADE_OPENS } from "../../core/candles/candle-convention.ts";
import { type CandleBuilder, candleBuilder } from "../../core/candles/candle-builder.ts";
import type { CandleKind } from "../../core/candles/candle-kind.ts";
import type { CandleRow } from "../../core/candles/candle-row.ts";
import { type EmptyPolicy, fillEmpty } from "../../core/candles/empty-intervals.ts";
import { ONE_MINUTE } from "../../core/candles/interval.ts";
import { KlineAudit, type KlineAuditReport } from "../../core/candles/kline-audit.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { VenueFigures } from "../../core/venues/message.ts";
import { replayBeside } from "./replay-beside.ts";

export interface CandleRequest {
  readonly kind: CandleKind;
  /** What stands where no counting trade came; by activity there is no such place. */
  readonly empty: EmptyPolicy;
  /** Whether to hold the recorded kline messages of this interval against the recorded trades. */
  readonly audit: boolean;
}

/** The 1 m candles as the fold makes them. */
export const MINUTE_CANDLES: CandleRequest = { kind: { by: "time", name: ONE_MINUTE.name, interval: ONE_MINUTE }, empty: "skip", audit: false };

/** All candles of one instrument of a session file, in order of time, and what became of trades out of order. */
export interface ReplayedCandles {
  readonly rows: readonly CandleRow[];
  /** Late trades that corrected a base candle, trades too late for any candle, and messages whose trade ids had all come before. */
  readonly counts: { readonly late: number; readonly tooLate: number; readonly duplicate: number };
  /** Null where it was not asked for. */
  readonly audit: KlineAuditReport | null;
}

/**
 * The candles of these instruments of a session file, read as though a mark stood at the end; an instrument that the file does not hold
 * is absent. Only the aggregates are folded, in one pass.
 */
export async function replayCandles(
  tape: string,
  instruments: readonly string[],
  onProgress: (frames: number, total: number) => void,
  { kind, empty, audit }: CandleRequest = MINUTE_CANDLES,
): Promise<Map<string, ReplayedCandles>> {
  const building = new Map<InstrumentId, { rows: CandleRow[]; builder: CandleBuilder; auditor: KlineAudit | null; duplicate: number }>();
  const { desk, venue } = await replayBeside(
    tape,
    (id) => instruments.includes(id),
    onProgress,
    (id) => {
      const rows: CandleRow[] = [];
      const auditor = audit ? new KlineAudit(kind.name) : null;
      const entry = { rows, builder: candleBuilder(kind, (row) => rows.push(row)), auditor, duplicate: 0 };
      building.set(id, entry);
      const repeats = { repeated: () => void entry.duplicate++ };
      return {
        observers: [...entry.builder.observers, repeats, ...(auditor === null ? [] : [auditor])],
        ...(auditor !== null && { onFigures: (figures: VenueFigures) => auditor.onFigures(figures) }),
      };
    },
    { candlesOnly: true },
  );
  const replayed = new Map<string, ReplayedCandles>();
  for (const [id, { rows, builder, auditor, duplicate }] of building) {
    const analytics = desk.find(id)?.analytics?.analytics;
    if (analytics === undefined) continue;
    const drawn = drawnAs([...rows, ...builder.rows(analytics)], venue.candles ?? FIRST_TRADE_OPENS);
    const filled = empty === "flat" && kind.by === "time" ? fillEmpty(drawn, kind.interval) : drawn;
    replayed.set(id, { rows: filled, counts: { ...builder.counts(analytics), duplicate }, audit: auditor?.report() ?? null });
  }
  return replayed;
}
