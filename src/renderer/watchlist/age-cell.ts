import type { ICellRendererComp, ICellRendererParams } from "ag-grid-community";
import type { Undo } from "../../core/contract/port.ts";
import { ageText } from "./age-text.ts";
import type { GridRow } from "./grid-row.ts";
import { UNKNOWN } from "./price-text.ts";
import type { QualityContext } from "./quality-cell.ts";

/** How long ago the last trade was, by the clock of what is shown. Plain DOM: it ticks, so React has no part in it. */
export class AgeCell implements ICellRendererComp<GridRow> {
  private readonly root = document.createElement("span");
  private lastMs: number | null = null;
  private undo: Undo | null = null;

  init(params: ICellRendererParams<GridRow, unknown, QualityContext>): void {
    this.root.className = "age";
    this.refresh(params);
    this.undo = params.context.clock.onTick((nowMs) => this.tick(nowMs));
  }

  refresh({ data, context }: ICellRendererParams<GridRow, unknown, QualityContext>): boolean {
    this.lastMs = data?.lastMs ?? null;
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
    const text = this.lastMs === null || nowMs === 0 ? UNKNOWN : ageText(nowMs - this.lastMs);
    if (this.root.textContent !== text) this.root.textContent = text;
  }
}
