import { join } from "node:path";
import { readArguments, USAGE, UsageError } from "./arguments.ts";
import { compose } from "./compose.ts";
import { HeadlessHost } from "./host/headless.ts";
import { openBrowser } from "./host/open-browser.ts";

async function main(): Promise<void> {
  const options = readArguments(process.argv.slice(2), process.env["INIT_CWD"] ?? process.cwd());
  if (options === "help") {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const stopped = new Promise<null>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve(null));
  });
  const host = new HeadlessHost({
    workers: import.meta.dirname,
    page: join(import.meta.dirname, "../renderer"),
    port: options.port,
  });
  const workstation = await compose(host, options);
  process.stdout.write(`Tapedeck: ${workstation.address}\n`);
  if (options.open) openBrowser(workstation.address);
  const failure = await Promise.race([stopped, workstation.failed]);
  if (failure !== null) {
    process.stderr.write(`tapedeck: ${failure}\n`);
    process.exitCode = 1;
  }
  await workstation.stop();
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`tapedeck: ${message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
