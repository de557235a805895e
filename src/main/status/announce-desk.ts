import { join } from "node:path";
import { afterTimeout } from "../supervisor/after-timeout.ts";
import type { LiveDesk } from "../feeds/live-desk.ts";
import type { DeskMeter } from "./desk-meter.ts";
import { dataFolder } from "../settings/data-folder.ts";
import { DeskJournal } from "./desk-journal.ts";
import { answerForDesk } from "./running-desks.ts";
import { StructuredLog } from "./structured-log.ts";

/** Where running desks leave word of themselves, and where logs lie: `TAPEDECK_LOGS` where it is set, else both in the user's data folder. */
export function statusFolders(env: NodeJS.ProcessEnv): { readonly running: string; readonly logs: string } {
  const { path } = dataFolder({ env, platform: process.platform });
  return { running: join(path, "running"), logs: env["TAPEDECK_LOGS"] || join(path, "logs") };
}

/**
 * Makes a live desk known: `tapedeck status` finds it, and its log is written. Neither is worth the desk: where one cannot be had
 * `onTrouble` says so, and the desk goes on. Resolves with how to end both.
 */
export async function announceDesk(
  desk: LiveDesk,
  meter: DeskMeter,
  kind: "desk" | "record",
  env: NodeJS.ProcessEnv,
  onTrouble: (message: string) => void,
): Promise<() => Promise<void>> {
  const { running, logs } = statusFolders(env);
  const log = new StructuredLog({ folder: logs, wallMs: () => Date.now(), onTrouble });
  const { venue, recording } = desk.report();
  log.write("desk.started", { kind, venue, recording, pid: process.pid });
  const journal = new DeskJournal({ desk, meter, log, schedule: afterTimeout });
  const began = performance.now();
  const report = () => ({
    kind,
    pid: process.pid,
    uptimeSeconds: Math.round((performance.now() - began) / 1_000),
    ...desk.report(),
    warnings: meter.warnings,
  });
  const silence = await answerForDesk(running, report).catch((error: unknown) => {
    onTrouble(`the desk cannot be found by \`tapedeck status\`: ${error instanceof Error ? error.message : String(error)}`);
    return async () => {};
  });
  return async () => {
    journal.close();
    log.write("desk.stopped");
    log.close();
    await silence();
  };
}
