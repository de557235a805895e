import type { ProfileName, ResourceChoice } from "../../core/contract/resources.ts";
import type { ShellCommand } from "../../core/contract/shell.ts";
import type { Notices } from "../notices/notices.ts";
import type { ResourcesTold } from "../stores/shell-store.ts";
import type { Store } from "../stores/store.ts";

export interface ResourceEditsOptions {
  readonly ask: (command: ShellCommand) => void;
  readonly notices: Notices;
  readonly told: Store<ResourcesTold | null>;
}

/** How much of the machine a person lets the desk take, and the way back. */
export class ResourceEdits {
  private readonly options: ResourceEditsOptions;

  constructor(options: ResourceEditsOptions) {
    this.options = options;
  }

  /** Takes that profile, with the single numbers of the settings over it. */
  choose(profile: ProfileName): void {
    const told = this.options.told.get();
    if (told !== null && profile !== told.profile) this.change(told, { ...told.choice, profile });
  }

  /** Takes the balanced profile and nothing over it, whatever was chosen before. */
  restore(): void {
    const { told, notices } = this.options;
    const now = told.get();
    if (now === null) return;
    if (now.choice.profile !== "balanced" || Object.keys(now.choice.overrides).length > 0) this.change(now, { profile: "balanced", overrides: {} });
    else notices.tell({ message: "The desk is on the balanced profile already.", tone: "done" });
  }

  private change({ choice: before, fixed }: ResourcesTold, choice: ResourceChoice): void {
    const { ask, notices } = this.options;
    const decides = fixed.find(({ setting }) => setting === "profile");
    ask({ type: "resources.choose", choice });
    if (decides !== undefined) {
      const message = `${decides.variable}=${decides.value} was set where the desk was started, and decides until it is started without.`;
      notices.tell({ message, tone: "trouble" });
      return;
    }
    notices.tell({
      message: `The desk takes the ${choice.profile} profile. Nothing is lost on the way.`,
      tone: "done",
      action: { label: "Undo", run: () => ask({ type: "resources.choose", choice: before }) },
    });
  }
}
