import type { ICellRendererComp, ICellRendererParams } from "ag-grid-community";
import type { Undo } from "../../core/contract/port.ts";
import type { ReplayClock } from "../replay/replay-clock.ts";
import { ageText } from "./age-text.ts";
import type { GridRow } from "./grid-row.ts";

/** How a quality cell learns the time: the grid hands it to every cell. */
export interface QualityContext {
  readonly clock: ReplayClock;
}

/** A coloured dot, the quality's word, and its age, which counts on by the clock of what is shown. Plain DOM: it ticks, so React has no part in it. */
export class QualityCell implements ICellRendererComp<GridRow> {
  private readonly root = document.createElement("span");
  private readonly word = document.createElement("span");
  private readonly age = document.createElement("span");
  private sinceMs: number | null = 0;
  private undo: Undo | null = null;

  init(params: ICellRendererParams<GridRow, unknown, QualityContext>): void {
    const dot = document.createElement("span");
    dot.className = "quality-dot";
    this.root.className = "quality";
    this.word.className = "quality-word";
    this.age.className = "quality-age";
    this.root.append(dot, this.word, this.age);
    this.refresh(params);
    this.undo = params.context.clock.onTick((nowMs) => this.tick(nowMs));
  }

  refresh({ data, context }: ICellRendererParams<GridRow, unknown, QualityContext>): boolean {
    if (data === undefined) return false;
    this.root.dataset["quality"] = data.quality;
    this.word.textContent = data.quality;
    this.sinceMs = data.sinceMs;
    this.tick(context.clock.nowMs);
    return true;
  }

  getGui(): HTMLElement {
    return this.root;
  }

  destroy(): void {
    this.undo?.();
  }

  private tick(nowMs: number): void {
    const text = this.sinceMs === null || nowMs === 0 ? "" : ageText(nowMs - this.sinceMs);
    if (this.age.textContent !== text) this.age.textContent = text;
  }
}
