import type { ResourceWarning } from "../../core/contract/resources.ts";
import type { Notices } from "../notices/notices.ts";

/** Says each warning of the desk once, when it begins, and takes it from the screen when it is over. */
export class WarningNotices {
  private readonly notices: Notices;
  private current: readonly ResourceWarning[] = [];

  constructor(notices: Notices) {
    this.notices = notices;
  }

  /** What the desk warns of now. */
  hear(warnings: readonly ResourceWarning[]): void {
    const before = this.current;
    this.current = warnings;
    for (const { id, message } of warnings) if (!before.some((one) => one.id === id)) this.notices.tell({ message, tone: "trouble" });
    for (const { id, message } of before) if (!warnings.some((one) => one.id === id)) this.notices.withdraw(message);
  }
}
