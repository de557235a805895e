import type { Decimal } from "../../core/base/decimal.ts";
import type { TapeView } from "../../core/contract/tape-view.ts";
import type { Side } from "../../core/market/trade.ts";
import type { Acknowledge } from "../connection/view-source.ts";
import { PaintedStream, type PaintedStreamOptions } from "./painted-stream.ts";

/** More trades than a screen has lines. */
const KEPT = 120;

/** Nobody reads more of a tape than twenty changes a second. */
const EVERY_MS = 50;

/** One line of the tape. */
export interface TapeLine {
  readonly eventMs: number;
  readonly price: Decimal;
  readonly qty: Decimal;
  readonly side: Side;
}

/** What a tape shows. */
export interface TapeState {
  readonly instrument: string;
  /** Newest first. */
  readonly lines: readonly TapeLine[];
  /** Trades that came since the tape was begun, also those that went too fast to be shown. */
  readonly count: number;
  /** Decimals shown: the most that have been seen. */
  readonly places: { readonly price: number; readonly qty: number };
}

const EMPTY: TapeState = { instrument: "", lines: [], count: 0, places: { price: 0, qty: 0 } };

/** The recent trades of the instrument in focus. */
export class TapeStore {
  private readonly stream: PaintedStream;
  private state = EMPTY;
  private painter: ((state: TapeState) => void) | null = null;

  constructor(options: PaintedStreamOptions) {
    this.stream = new PaintedStream(options, EVERY_MS, () => this.painter?.(this.state));
  }

  attach(painter: (state: TapeState) => void): () => void {
    this.painter = painter;
    this.stream.request();
    return () => {
      this.painter = null;
    };
  }

  view(view: TapeView, acknowledge: Acknowledge): void {
    const { instrument, scale } = view;
    const before = view.reset ? EMPTY : this.state;
    const fresh = view.trades.map(({ eventMs, price, qty, side }): TapeLine => {
      return { eventMs, side, price: { mantissa: price, scale: scale.price }, qty: { mantissa: qty, scale: scale.qty } };
    });
    this.state = {
      instrument,
      lines: [...fresh.reverse(), ...before.lines].slice(0, KEPT),
      count: before.count + fresh.length + view.skipped,
      places: { price: Math.max(before.places.price, scale.price), qty: Math.max(before.places.qty, scale.qty) },
    };
    this.stream.took(view, acknowledge);
  }

  /** Takes a view of an instrument that is in focus no more: it is acknowledged and not shown. */
  pass(view: TapeView, acknowledge: Acknowledge): void {
    this.stream.took(view, acknowledge);
  }

  clear(): void {
    this.state = EMPTY;
    this.stream.forget();
    this.stream.request();
  }
}
