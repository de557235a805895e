import { availableParallelism } from "node:os";
import { dataFolder } from "../main/settings/data-folder.ts";
import { DEFAULT_CHOICE, type ResolvedResources, resolveResources } from "../main/settings/resources.ts";
import { SettingsFile } from "../main/settings/settings-file.ts";
import { UsageError } from "./command.ts";

/** How much of the machine a command may take: what the environment says, else the user's settings. A variable that cannot be used is wrong usage. */
export async function ownResources(): Promise<ResolvedResources> {
  const { settings: path } = dataFolder({ env: process.env, platform: process.platform });
  const { settings } = await SettingsFile.open(path, (message) => process.stderr.write(`tapedeck: ${message}\n`));
  const resolved = resolveResources({
    environment: process.env,
    choice: settings.resources ?? DEFAULT_CHOICE,
    cores: availableParallelism(),
  });
  const [fault] = resolved.faults;
  if (fault !== undefined) throw new UsageError(fault);
  return resolved;
}
