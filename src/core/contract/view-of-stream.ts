import type { StreamName } from "./desk.ts";
import { type ChartView, decodeChartView } from "./chart-view.ts";
import { decodeLadderView, type LadderView } from "./ladder-view.ts";
import { decodeLiquidityView, type LiquidityView } from "./liquidity-view.ts";
import { decodeSparklineView, type SparklineView } from "./sparkline-view.ts";
import { decodeTapeView, type TapeView } from "./tape-view.ts";
import { decodeTickerView, type TickerView } from "./ticker-view.ts";
import { decodeWatchlistView } from "./view-decode.ts";
import {
  CHART_MESSAGE,
  LADDER_MESSAGE,
  LIQUIDITY_MESSAGE,
  SPARKLINE_MESSAGE,
  TAPE_MESSAGE,
  TICKER_MESSAGE,
  ViewError,
  WATCHLIST_MESSAGE,
  type WatchlistView,
} from "./view.ts";

/** What each stream's data messages hold. */
export interface StreamViews {
  readonly watchlist: WatchlistView;
  readonly chart: ChartView;
  readonly ladder: LadderView;
  readonly tape: TapeView;
  readonly ticker: TickerView;
  readonly liquidity: LiquidityView;
  readonly sparkline: SparklineView;
}

/** One data message, with the stream it belongs to. */
export type StreamView = { readonly [S in StreamName]: { readonly stream: S; readonly view: StreamViews[S] } }[StreamName];

/** Reads a data message of any stream; throws {@link ViewError}. */
export function decodeStreamView(buffer: ArrayBuffer): StreamView {
  const message = new Uint8Array(buffer)[0];
  switch (message) {
    case WATCHLIST_MESSAGE:
      return { stream: "watchlist", view: decodeWatchlistView(buffer) };
    case CHART_MESSAGE:
      return { stream: "chart", view: decodeChartView(buffer) };
    case LADDER_MESSAGE:
      return { stream: "ladder", view: decodeLadderView(buffer) };
    case TAPE_MESSAGE:
      return { stream: "tape", view: decodeTapeView(buffer) };
    case TICKER_MESSAGE:
      return { stream: "ticker", view: decodeTickerView(buffer) };
    case LIQUIDITY_MESSAGE:
      return { stream: "liquidity", view: decodeLiquidityView(buffer) };
    case SPARKLINE_MESSAGE:
      return { stream: "sparkline", view: decodeSparklineView(buffer) };
    default:
      throw new ViewError(`data message ${message ?? "without a byte"} belongs to no stream`);
  }
}
