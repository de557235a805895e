import { add, type Int, subtract, toNumber } from "../../core/base/decimal.ts";
import type { LadderLevel, LadderView } from "../../core/contract/ladder-view.ts";
import { priceText } from "../watchlist/price-text.ts";

/** One level as a row shows it. */
export interface LadderRow {
  readonly price: string;
  readonly qty: string;
  /** Quantity of this level and all better ones. */
  readonly total: string;
  /** Share of the greatest quantity and of the greatest total in sight, for the bars. */
  readonly share: number;
  readonly totalShare: number;
}

/** A ladder of which `rows` levels of each side are in sight. */
export interface LadderRows {
  /** Best first. */
  readonly asks: readonly LadderRow[];
  readonly bids: readonly LadderRow[];
  /** The spread as text, and in basis points of the middle price; null where a side is empty. */
  readonly spread: { readonly text: string; readonly bps: string } | null;
  /** Part of the quantity in sight that is bid, 0 to 1; null where nothing is in sight. */
  readonly bidShare: number | null;
}

export function ladderRows({ bids, asks, scale }: LadderView, rows: number): LadderRows {
  const [bidSide, askSide] = [sideOf(bids, rows), sideOf(asks, rows)];
  const most = greatest([...bidSide.levels, ...askSide.levels].map(({ qty }) => qty));
  const deepest = greatest([bidSide.total, askSide.total]);
  const number = (value: Int): number => toNumber(value, scale.qty);
  const show = ({ levels, totals }: Side): LadderRow[] =>
    levels.map(({ price, qty }, rank) => {
      const total = totals[rank] ?? 0;
      return {
        price: priceText({ mantissa: price, scale: scale.price }, scale.price),
        qty: priceText({ mantissa: qty, scale: scale.qty }, scale.qty),
        total: priceText({ mantissa: total, scale: scale.qty }, scale.qty),
        share: number(qty) / number(most),
        totalShare: number(total) / number(deepest),
      };
    });
  const shown = number(bidSide.total) + number(askSide.total);
  return {
    bids: show(bidSide),
    asks: show(askSide),
    spread: spreadOf(bids[0], asks[0], scale.price),
    bidShare: shown === 0 ? null : number(bidSide.total) / shown,
  };
}

interface Side {
  readonly levels: readonly LadderLevel[];
  readonly totals: readonly Int[];
  readonly total: Int;
}

function sideOf(levels: readonly LadderLevel[], rows: number): Side {
  let total: Int = 0;
  const inSight = levels.slice(0, rows);
  const totals = inSight.map(({ qty }) => (total = add(total, qty)));
  return { levels: inSight, totals, total };
}

function greatest(values: readonly Int[]): Int {
  return values.reduce((most, value) => (value > most ? value : most), 0);
}

function spreadOf(bid: LadderLevel | undefined, ask: LadderLevel | undefined, scale: number): LadderRows["spread"] {
  if (bid === undefined || ask === undefined) return null;
  const spread = subtract(ask.price, bid.price);
  const middle = (toNumber(ask.price, scale) + toNumber(bid.price, scale)) / 2;
  const bps = middle === 0 ? 0 : (toNumber(spread, scale) / middle) * 10_000;
  return { text: priceText({ mantissa: spread, scale }, scale), bps: `${bps.toFixed(bps < 1 ? 3 : 2)} bps` };
}
