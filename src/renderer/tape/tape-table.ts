import type { TapeLine, TapeState } from "../stores/tape-store.ts";
import { priceText } from "../watchlist/price-text.ts";

const ROW_PX = 20;

interface RowElements {
  readonly row: HTMLElement;
  readonly time: HTMLElement;
  readonly price: HTMLElement;
  readonly qty: HTMLElement;
}

/** The lines of a tape, newest above: a pool of elements that is made once for a height. It can be frozen, and counts what came since. */
export class TapeTable {
  private readonly root: HTMLElement;
  private readonly onWaiting: (trades: number) => void;
  private pool: RowElements[] = [];
  private state: TapeState | null = null;
  private frozen: TapeState | null = null;

  /** `onWaiting` is told how many trades came since it was frozen; 0 where it is not. */
  constructor(root: HTMLElement, onWaiting: (trades: number) => void) {
    this.root = root;
    this.onWaiting = onWaiting;
  }

  resize(heightPx: number): void {
    const rows = Math.ceil(heightPx / ROW_PX);
    if (rows === this.pool.length) return;
    this.pool = Array.from({ length: rows }, newRow);
    this.root.replaceChildren(...this.pool.map(({ row }) => row));
    this.draw();
  }

  paint(state: TapeState): void {
    const began = state.instrument !== this.state?.instrument || state.count < this.state.count;
    this.state = state;
    if (this.frozen !== null && !began) {
      this.onWaiting(state.count - this.frozen.count);
      return;
    }
    if (this.frozen !== null) this.frozen = state;
    this.onWaiting(0);
    this.draw();
  }

  freeze(): void {
    this.frozen = this.state;
  }

  thaw(): void {
    this.frozen = null;
    this.onWaiting(0);
    this.draw();
  }

  private draw(): void {
    const state = this.frozen ?? this.state;
    this.root.dataset["instrument"] = state?.instrument ?? "";
    this.pool.forEach((row, n) => fill(row, state?.lines[n], state));
  }
}

function newRow(): RowElements {
  const row = document.createElement("div");
  row.className = "tape-row";
  const [time, price, qty] = ["tape-time", "tape-price", "tape-qty"].map((name) => {
    const element = document.createElement("span");
    element.className = name;
    return element;
  }) as [HTMLElement, HTMLElement, HTMLElement];
  row.append(time, price, qty);
  return { row, time, price, qty };
}

function fill({ row, time, price, qty }: RowElements, line: TapeLine | undefined, state: TapeState | null): void {
  row.dataset["side"] = line?.side ?? "";
  write(time, line === undefined ? "" : clockText(line.eventMs));
  write(price, line === undefined ? "" : priceText(line.price, state?.places.price ?? 0));
  write(qty, line === undefined ? "" : priceText(line.qty, state?.places.qty ?? 0));
}

/** UTC time of day to the millisecond. Arithmetic: a tape writes thousands of these. */
export function clockText(ms: number): string {
  const day = ((ms % 86_400_000) + 86_400_000) % 86_400_000;
  const pad = (value: number, digits: number): string => String(Math.floor(value)).padStart(digits, "0");
  return `${pad(day / 3_600_000, 2)}:${pad((day / 60_000) % 60, 2)}:${pad((day / 1_000) % 60, 2)}.${pad(day % 1_000, 3)}`;
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
