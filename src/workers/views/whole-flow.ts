import { ViewFlow } from "./view-flow.ts";

/** The pace of a stream whose views are whole, so that of any number of changes one view tells. */
export abstract class WholeFlow {
  readonly flow: ViewFlow;
  private changed = false;

  /** `intervalMs`: no view goes sooner after the one before. */
  constructor(intervalMs: number) {
    this.flow = new ViewFlow(intervalMs);
  }

  get pending(): boolean {
    return this.changed;
  }

  change(): void {
    if (this.changed) this.flow.merged++;
    this.changed = true;
  }

  /** What the view that goes now begins with; null where none is to go. `nowMs` is monotonic. */
  protected next(nowMs: number): { readonly seq: number; readonly complete: true; readonly merged: number } | null {
    if (!this.changed || this.flow.waitMs(nowMs) > 0) return null;
    this.changed = false;
    return { seq: this.flow.next(nowMs), complete: true, merged: this.flow.merged };
  }
}
