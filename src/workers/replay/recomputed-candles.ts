import { candleBuilder } from "../../core/candles/candle-builder.ts";
import type { CandleKind } from "../../core/candles/candle-kind.ts";
import type { CandleRow } from "../../core/candles/candle-row.ts";
import { replayBeside } from "./replay-beside.ts";

/**
 * The candles of one instrument made again from its recorded frames, over the files that a recording was written to one after another,
 * as far as they are committed: in order of time, as the fold has them and not as the venue would draw them.
 */
export async function recomputedCandles(
  tapes: readonly string[],
  instrument: string,
  kind: CandleKind,
  onProgress: (frames: number, total: number) => void,
): Promise<CandleRow[]> {
  const rows: CandleRow[] = [];
  const builder = candleBuilder(kind, (row) => rows.push(row));
  const wants = (id: string): boolean => id === instrument;
  const { desk } = await replayBeside(tapes, wants, onProgress, () => ({ observers: builder.observers }), { candlesOnly: true });
  const analytics = desk.find(instrument)?.analytics?.analytics;
  return analytics === undefined ? [] : [...rows, ...builder.rows(analytics)];
}
