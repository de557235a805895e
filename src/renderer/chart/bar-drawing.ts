import {
  type CandlestickData,
  type HistogramData,
  type LineData,
  type SeriesMarker,
  type UTCTimestamp,
  type WhitespaceData,
} from "lightweight-charts";
import type { ChartBar } from "../../core/contract/chart-view.ts";

/** Colours of the page, as the canvas takes them. */
export interface BarColours {
  readonly up: string;
  readonly down: string;
  readonly warn: string;
  readonly surface: string;
}

export function timeOf(openTimeMs: number): UTCTimestamp {
  return (openTimeMs / 1000) as UTCTimestamp;
}

/** A candle, its prices in `unit`s: hollow while it is not final, with an edge of warning where it is, and is not known to hold every trade of its time. */
export function candle(bar: ChartBar, colours: BarColours, unit: number): CandlestickData {
  const { open, high, low, close, final, complete } = bar;
  const prices = { open: open / unit, high: high / unit, low: low / unit, close: close / unit };
  const side = close >= open ? colours.up : colours.down;
  const edge = final && !complete ? colours.warn : side;
  return { time: timeOf(bar.openTime), ...prices, color: final ? side : colours.surface, borderColor: edge, wickColor: edge };
}

export function volumeColumn(bar: ChartBar, { up, down }: BarColours): HistogramData {
  return { time: timeOf(bar.openTime), value: bar.volume, color: `${bar.close >= bar.open ? up : down}${bar.final ? "66" : "38"}` };
}

/** A point of a line; none where there is no value yet. Where a hole follows, no line leads over it. */
export function point({ openTime }: ChartBar, value: number | null, beforeHole: boolean): LineData<UTCTimestamp> | WhitespaceData<UTCTimestamp> {
  const time = timeOf(openTime);
  if (value === null) return { time };
  // A point's colour is that of the line from it to the next.
  return beforeHole ? { time, value, color: "transparent" } : { time, value };
}

/** A dot under each candle that late trades corrected after it was final. */
export function correctionMarks(bars: Iterable<ChartBar>, colour: string): SeriesMarker<UTCTimestamp>[] {
  return [...bars]
    .filter(({ revision }) => revision > 0)
    .map(({ openTime }) => ({ time: timeOf(openTime), position: "belowBar", shape: "circle", color: colour, size: 0.5 }));
}
