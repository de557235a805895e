import { copyFile, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { DEFAULT_SETTINGS, type Settings, SETTINGS_VERSION, settingsSchema } from "./settings.ts";

/**
 * The user's settings in one file. It is written beside and put in its place whole, and the one before stays as `.backup`: whatever the
 * program dies of, one of the two can be read.
 */
export class SettingsFile {
  private readonly path: string;
  private value: Settings;
  /** One write after another; the last one wins. */
  private turn: Promise<void> = Promise.resolve();
  /** Whether the file is of a later program, which knows more than this one and would lose it. */
  private readonly isForeign: boolean;

  private constructor(path: string, value: Settings, isForeign: boolean) {
    this.path = path;
    this.value = value;
    this.isForeign = isForeign;
  }

  /** Reads the settings; what was wrong with them, and what was done, is told in lines for a person. */
  static async open(path: string, onTrouble: (message: string) => void): Promise<SettingsFile> {
    const first = await read(path);
    if ("settings" in first) return new SettingsFile(path, first.settings, false);
    if (first.fault === "later") {
      onTrouble(`${path}: was written by a later version of Tapedeck: it is left as it is, and what is changed now is not kept`);
      return new SettingsFile(path, DEFAULT_SETTINGS, true);
    }
    const backup = await read(`${path}.backup`);
    if (first.fault !== "missing") {
      await rename(path, `${path}.damaged`).catch((error: unknown) => onTrouble(`${path}: cannot be set aside: ${lineOf(error)}`));
      const instead = "settings" in backup ? "the settings before the last change are used" : "the program begins with its own";
      onTrouble(`${path}: holds no settings (${first.fault}): it was set aside as ${path}.damaged, and ${instead}`);
    }
    return new SettingsFile(path, "settings" in backup ? backup.settings : DEFAULT_SETTINGS, false);
  }

  get settings(): Settings {
    return this.value;
  }

  /** Changes the settings now, and writes them; rejects with one line where they cannot be kept. */
  change(by: (settings: Settings) => Settings): Promise<void> {
    this.value = settingsSchema.parse(by(this.value));
    const result = this.turn.then(() => this.write(this.value));
    // Whoever asked hears of a failure; the next write has its turn all the same.
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async write(settings: Settings): Promise<void> {
    if (this.isForeign) return;
    const { path } = this;
    const temporary = `${path}.new`;
    try {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(temporary, "w");
      try {
        await file.writeFile(`${JSON.stringify(settings, null, 2)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await copyFile(path, `${path}.backup`).catch(ignoreMissing);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined); // the first error says more
      throw new Error(`${path}: the settings cannot be kept: ${lineOf(error)}`, { cause: error });
    }
  }
}

type Found = { readonly settings: Settings } | { readonly fault: string };

async function read(path: string): Promise<Found> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    const version = typeof value === "object" && value !== null && "version" in value ? value.version : null;
    if (typeof version === "number" && version > SETTINGS_VERSION) return { fault: "later" };
    const result = settingsSchema.safeParse(value);
    return result.success ? { settings: result.data } : { fault: result.error.issues[0]?.message ?? "unknown" };
  } catch (error) {
    return { fault: isMissing(error) ? "missing" : lineOf(error) };
  }
}

function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function lineOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
