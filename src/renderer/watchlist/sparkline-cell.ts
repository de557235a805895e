import type { ICellRendererComp, ICellRendererParams } from "ag-grid-community";
import { SPARKLINE_TOP, type Sparkline } from "../../core/ticker/sparkline.ts";
import { ageText } from "./age-text.ts";
import type { GridRow } from "./grid-row.ts";

const SVG = "http://www.w3.org/2000/svg";
/** The line's own coordinates; it is stretched to the cell, and its stroke is not. */
const WIDTH = 100;
const HEIGHT = 20;

/** The course of a price as a line in a cell. Plain SVG: sharp at any scale, in the colours of the theme, and drawn only when the line is another. */
export class SparklineCell implements ICellRendererComp<GridRow> {
  private readonly gui = document.createElement("div");
  private readonly root = document.createElementNS(SVG, "svg");
  private readonly line = document.createElementNS(SVG, "polyline");
  private shown: Sparkline | null = null;

  init(params: ICellRendererParams<GridRow>): void {
    this.root.setAttribute("class", "sparkline");
    this.root.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    this.root.setAttribute("preserveAspectRatio", "none");
    this.root.setAttribute("role", "img");
    this.root.setAttribute("aria-label", "no line yet");
    this.line.setAttribute("vector-effect", "non-scaling-stroke");
    this.root.append(this.line);
    this.gui.append(this.root);
    this.refresh(params);
  }

  refresh({ data }: ICellRendererParams<GridRow>): boolean {
    const line = data?.sparkline ?? null;
    if (line === this.shown) return true;
    this.shown = line;
    this.line.setAttribute("points", line === null ? "" : pointsOf(line));
    this.root.setAttribute("aria-label", line === null ? "no line yet" : sparklineText(line));
    this.root.dataset["move"] = line === null ? "" : moveOf(line);
    return true;
  }

  getGui(): HTMLElement {
    return this.gui;
  }
}

/** The line in words: from what to what, within which bounds, in what time. */
export function sparklineText({ levels, low, high, stepMs }: Sparkline): string {
  const price = (level: number): number => low + ((high - low) * level) / SPARKLINE_TOP;
  const [first, last] = [price(levels[0] ?? 0), price(levels.at(-1) ?? 0)];
  const share = first === 0 ? 0 : ((last - first) / first) * 100;
  return `${share < 0 ? "−" : "+"}${Math.abs(share).toFixed(2)}% over ${ageText(levels.length * stepMs)}, a close each ${ageText(stepMs)}`;
}

function pointsOf({ levels }: Sparkline): string {
  const y = (level: number): string => (HEIGHT - 1.5 - (level / SPARKLINE_TOP) * (HEIGHT - 3)).toFixed(1);
  // A single close is a level: it is drawn across.
  const [only = 0] = levels;
  if (levels.length === 1) return `0,${y(only)} ${WIDTH},${y(only)}`;
  return levels.map((level, at) => `${((at / (levels.length - 1)) * WIDTH).toFixed(1)},${y(level)}`).join(" ");
}

function moveOf({ levels }: Sparkline): string {
  const change = (levels.at(-1) ?? 0) - (levels[0] ?? 0);
  return change > 0 ? "up" : change < 0 ? "down" : "";
}
