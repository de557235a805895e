import type { ResourceWarning } from "../../core/contract/resources.ts";
import type { Notices } from "../notices/notices.ts";

/** Says each warning of the desk once, when it begins, and takes it from the screen when it is over. */
export class WarningNotices {
  private readonly notices: Notices;
  /** What was said of each that is not over, by its id: the words of a warning may change while it lasts. */
  private readonly said = new Map<string, string>();

  constructor(notices: Notices) {
    this.notices = notices;
  }

  /** What the desk warns of now. */
  hear(warnings: readonly ResourceWarning[]): void {
    for (const { id, message } of warnings) {
      if (this.said.has(id)) continue;
      this.said.set(id, message);
      this.notices.tell({ message, tone: "trouble" });
    }
    for (const [id, message] of this.said) {
      if (warnings.some((one) => one.id === id)) continue;
      this.said.delete(id);
      this.notices.withdraw(message);
    }
  }
}
