import type { LadderView } from "../../core/contract/ladder-view.ts";
import { type LadderRow, ladderRows } from "./ladder-rows.ts";

const ROW_PX = 20;

interface RowElements {
  readonly row: HTMLElement;
  readonly price: HTMLElement;
  readonly qty: HTMLElement;
  readonly total: HTMLElement;
  readonly bar: HTMLElement;
  readonly totalBar: HTMLElement;
}

/** The rows of a ladder: a pool of elements that is made once for a height, and whose texts and bars change. Asks above, bids below, best in the middle. */
export class LadderTable {
  private readonly root: HTMLElement;
  private readonly spread = document.createElement("div");
  private readonly asks = document.createElement("div");
  private readonly bids = document.createElement("div");
  private pool: { readonly ask: RowElements[]; readonly bid: RowElements[] } = { ask: [], bid: [] };
  private view: LadderView | null = null;

  constructor(root: HTMLElement) {
    this.root = root;
    this.asks.className = "ladder-side asks";
    this.bids.className = "ladder-side bids";
    this.spread.className = "ladder-spread";
    root.replaceChildren(this.asks, this.spread, this.bids);
  }

  /** Makes as many rows as fit into `heightPx`. */
  resize(heightPx: number): void {
    const rows = Math.max(1, Math.floor((heightPx - 28) / 2 / ROW_PX));
    if (rows === this.pool.ask.length) return;
    this.pool = { ask: Array.from({ length: rows }, newRow), bid: Array.from({ length: rows }, newRow) };
    this.asks.replaceChildren(...this.pool.ask.map(({ row }) => row).toReversed());
    this.bids.replaceChildren(...this.pool.bid.map(({ row }) => row));
    this.paint(this.view);
  }

  paint(view: LadderView | null): void {
    this.view = view;
    const shown = view === null ? null : ladderRows(view, this.pool.ask.length);
    this.root.dataset["instrument"] = view?.instrument ?? "";
    this.root.dataset["empty"] = String(view === null);
    this.pool.ask.forEach((row, rank) => fill(row, shown?.asks[rank], isBeyond(view?.askLevels, rank)));
    this.pool.bid.forEach((row, rank) => fill(row, shown?.bids[rank], isBeyond(view?.bidLevels, rank)));
    const spread = shown?.spread;
    write(this.spread, spread == null ? "" : `Spread ${spread.text}  ·  ${spread.bps}`);
    const bidShare = shown?.bidShare ?? null;
    this.spread.style.setProperty("--bid-share", bidShare === null ? "0.5" : bidShare.toFixed(3));
    this.spread.title = bidShare === null ? "" : `${(bidShare * 100).toFixed(0)} % of the quantity in sight is bid`;
  }
}

function newRow(): RowElements {
  const cell = (name: string): HTMLElement => {
    const element = document.createElement("span");
    element.className = name;
    return element;
  };
  const row = document.createElement("div");
  const elements = {
    price: cell("ladder-price"),
    qty: cell("ladder-qty"),
    total: cell("ladder-total"),
    bar: cell("ladder-bar"),
    totalBar: cell("ladder-total-bar"),
  };
  row.className = "ladder-row";
  row.append(elements.totalBar, elements.bar, elements.price, elements.qty, elements.total);
  return { row, ...elements };
}

/** Whether this is the first place below the last level that the book holds: what lies there was never told. */
function isBeyond(levels: number | undefined, rank: number): boolean {
  return levels !== undefined && levels > 0 && rank === levels;
}

function fill({ row: element, price, qty, total, bar, totalBar }: RowElements, row: LadderRow | undefined, beyond: boolean): void {
  element.dataset["beyond"] = String(beyond);
  write(price, row?.price ?? (beyond ? "unknown" : ""));
  write(qty, row?.qty ?? "");
  write(total, row?.total ?? "");
  bar.style.transform = `scaleX(${row?.share ?? 0})`;
  totalBar.style.transform = `scaleX(${row?.totalShare ?? 0})`;
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
