import { PROFILE_NAMES, RESOURCE_KEYS, type ResourceChoice, type Resources } from "../../core/contract/resources.ts";
import type { ShellEvent } from "../../core/contract/shell.ts";
import type { SettingsFile } from "../settings/settings-file.ts";
import { DEFAULT_CHOICE, PROFILE_VARIABLE, profileResources, type ResolvedResources, RESOURCE_VARIABLES, resolveResources } from "../settings/resources.ts"; // prettier-ignore

/** What pages are told of the resources. */
export type ResourcesChanged = Extract<ShellEvent, { type: "resources.changed" }>;

export interface DeskResourcesOptions {
  readonly settings: SettingsFile;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What the machine runs at once. */
  readonly cores: number;
  /** Makes them count; rejects with one line where that cannot be, and there are as many processes as before. */
  readonly apply: (values: Resources) => Promise<void>;
  readonly onChange: (told: ResourcesChanged) => void;
  readonly onTrouble: (message: string) => void;
}

/** How much of the machine the live desk takes: what the user chose, kept, and made to count while the desk runs. */
export class DeskResources {
  private readonly options: DeskResourcesOptions;
  private resolved: ResolvedResources;
  private inForce: Resources;
  /** Changes asked for: only the last one is of consequence. */
  private turn = 0;
  private isChanging = false;

  constructor(options: DeskResourcesOptions) {
    this.options = options;
    this.resolved = this.resolve();
    this.inForce = this.resolved.values;
    for (const fault of this.resolved.faults) options.onTrouble(`${fault}; it counts as not set`);
  }

  /** What counts now. */
  get values(): Resources {
    return this.inForce;
  }

  get profile(): ResolvedResources["profile"] {
    return this.resolved.profile;
  }

  /** What pages are told. */
  get told(): ResourcesChanged {
    const { cores, environment } = this.options;
    const { profile, profileIsFixed, from } = this.resolved;
    const keys = RESOURCE_KEYS.filter((key) => from[key] === "environment");
    return {
      type: "resources.changed",
      cores,
      choice: this.choice,
      profile,
      values: this.inForce,
      fixed: [
        ...(profileIsFixed ? [{ setting: "profile" as const, variable: PROFILE_VARIABLE, value: environment[PROFILE_VARIABLE] ?? "" }] : []),
        ...keys.map((key) => ({ setting: key, variable: RESOURCE_VARIABLES[key], value: environment[RESOURCE_VARIABLES[key]] ?? "" })),
      ],
      profiles: PROFILE_NAMES.map((name) => ({ name, values: profileResources(name, cores) })),
      changing: this.isChanging,
    };
  }

  /** Keeps what the user chose, and makes it count. */
  choose(choice: ResourceChoice): void {
    const { settings, onTrouble } = this.options;
    settings.change((all) => ({ ...all, resources: choice })).catch((error: unknown) => onTrouble(lineOf(error)));
    void this.apply();
  }

  private get choice(): ResourceChoice {
    return this.options.settings.settings.resources ?? DEFAULT_CHOICE;
  }

  private resolve(): ResolvedResources {
    const { environment, cores } = this.options;
    return resolveResources({ environment, choice: this.choice, cores });
  }

  private async apply(): Promise<void> {
    const { apply, onChange, onTrouble } = this.options;
    const turn = ++this.turn;
    const resolved = (this.resolved = this.resolve());
    // Threads come and go at once, and queues have their bounds; processes are built from the log first.
    const { bookWorkers, analyticsWorkers } = this.inForce;
    this.inForce = { ...resolved.values, bookWorkers, analyticsWorkers };
    this.isChanging = true;
    onChange(this.told);
    try {
      await apply(resolved.values);
      if (turn === this.turn) this.inForce = resolved.values;
    } catch (error) {
      if (turn === this.turn) onTrouble(`the desk goes on with as many processes as before: ${lineOf(error)}`);
    }
    if (turn !== this.turn) return;
    this.isChanging = false;
    onChange(this.told);
  }
}

function lineOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
