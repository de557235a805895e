import { app } from "electron";

/** Closing the window ends the program, and the program ends once `stop` has: workers first, then windows. */
export function quitInOrder(stop: () => Promise<void>): void {
  let stopping: Promise<void> | null = null;
  let stopped = false;
  app.on("window-all-closed", () => app.quit());
  app.on("before-quit", (event) => {
    if (stopped) return;
    event.preventDefault();
    stopping ??= stop()
      .catch((error: unknown) => void process.stderr.write(`tapedeck: ${String(error)}\n`))
      .then(() => {
        stopped = true;
        app.quit();
      });
  });
}
