import type { LiquidityView } from "../../core/contract/liquidity-view.ts";
import type { ShownTicker } from "../stores/details-stores.ts";
import { ageText } from "../watchlist/age-text.ts";
import { candleCells, type DifferenceLine, differenceLines } from "./candle-cells.ts";
import type { Cell, Cells } from "./cell.ts";
import { liquidityCells } from "./liquidity-cells.ts";
import { tickerCells } from "./ticker-cells.ts";

/** Writes the figures of the details into their places, which are made once: they tick, so React has no part in it. */
export class DetailsPainter {
  private readonly root: HTMLElement;
  private readonly places = new Map<string, HTMLElement>();
  private readonly shown = new Map<string, Cell>();
  private sinceMs: number | null = null;
  private differences = "";

  /** `root`: holds an element with `data-figure` for every cell. */
  constructor(root: HTMLElement) {
    this.root = root;
    for (const place of root.querySelectorAll<HTMLElement>("[data-figure]")) this.places.set(place.dataset["figure"] as string, place);
  }

  ticker(view: ShownTicker | null): void {
    const facts = view?.facts ?? null;
    this.write({ ...tickerCells(facts), ...candleCells(facts) });
    this.root.dataset["ticker"] = view?.instrument ?? "";
    this.root.dataset["aged"] = String(view?.aged !== undefined);
    this.root.dataset["theirs"] = String((facts?.venue ?? null) !== null);
    this.write({ aged: { text: view?.aged === undefined ? "" : `${view.aged}: the figures are the last that were known` } });
    this.list(facts);
  }

  liquidity(view: LiquidityView | null, nowMs: number): void {
    this.write(liquidityCells(view));
    this.root.dataset["book"] = view?.instrument ?? "";
    this.root.dataset["quality"] = view?.quality ?? "";
    this.sinceMs = view?.sinceMs ?? null;
    const reason = view?.reason ?? "";
    this.write({ quality: { text: view?.quality ?? "" }, reason: { text: reason, title: reason } });
    this.tick(nowMs);
  }

  /** The quality's age counts on by the clock of what is shown. */
  tick(nowMs: number): void {
    this.write({ age: { text: this.sinceMs === null || nowMs === 0 ? "" : ageText(nowMs - this.sinceMs) } });
  }

  private write(cells: Cells): void {
    for (const [name, cell] of Object.entries(cells)) {
      const before = this.shown.get(name);
      if (before !== undefined && sameCell(before, cell)) continue;
      this.shown.set(name, cell);
      const place = this.places.get(name);
      if (place === undefined) continue;
      place.textContent = cell.text;
      place.title = cell.title ?? "";
      place.dataset["tone"] = cell.tone ?? "";
      place.dataset["theirs"] = String(cell.theirs === true);
      if (cell.share !== undefined) place.style.setProperty("--share", cell.share.toFixed(3));
    }
  }

  private list(facts: ShownTicker["facts"]): void {
    const place = this.places.get("differences");
    const lines = differenceLines(facts);
    const key = JSON.stringify(lines);
    if (place === undefined || key === this.differences) return;
    this.differences = key;
    this.root.dataset["differences"] = String(lines.length > 0);
    place.replaceChildren(...lines.map(differenceRow));
  }
}

function differenceRow({ time, figure, ours, theirs, title, complete }: DifferenceLine): HTMLElement {
  const row = document.createElement("tr");
  row.dataset["complete"] = String(complete);
  row.title = title;
  const cell = (name: "th" | "td", { text, title: exact = "" }: Cell): HTMLElement => {
    const element = document.createElement(name);
    element.textContent = text;
    element.title = exact;
    return element;
  };
  row.append(cell("th", { text: time }), cell("th", { text: figure }), cell("td", ours), cell("td", theirs));
  return row;
}

function sameCell(one: Cell, other: Cell): boolean {
  return one.text === other.text && one.title === other.title && one.tone === other.tone && one.theirs === other.theirs && one.share === other.share;
}
