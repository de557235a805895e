import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { ContractError, encodeControl, type Speed } from "../../core/contract/desk.ts";
import type { Port } from "../../core/contract/port.ts";
import { decodeShellCommand, encodeShell, type ShellEvent } from "../../core/contract/shell.ts";
import type { Desk, Host } from "../compose.ts";
import { DEFAULT_CHOICE, resolveResources } from "../settings/resources.ts";
import { Analyses } from "./analyses.ts";
import { PageAnalyses } from "./page-analyses.ts";
import { PagePorts } from "./page-ports.ts";

/** The one source of views of a desk that only replays. */
const SOURCE = "replay";

export interface ReplayDeskOptions {
  readonly tape: string;
  readonly speed: Speed;
}

/**
 * The desk that replays one session file and has no live desk beside it: one worker plays the tape, and every page watches and steers
 * the same replay. Resolves when the tape is open; rejects with one line where it cannot be.
 */
export async function openReplayDesk(host: Host, { tape, speed }: ReplayDeskOptions): Promise<Desk> {
  const worker = host.startWorker("replay-worker", [tape, String(speed)]);
  const controls = new Set<Port>();
  const pages = new Set<Port>();
  const say = (port: Port, event: ShellEvent): void => port.post(encodeShell(event));
  const { values } = resolveResources({ environment: process.env, choice: DEFAULT_CHOICE, cores: availableParallelism() });
  const analyses = new Analyses({ host, resources: () => values, live: () => null });
  const ports = new PagePorts((port) => {
    controls.add(port);
    takeScreens(port, analyses, tape);
    port.onClose(() => controls.delete(port));
    const sources: Extract<ShellEvent, { type: "desk.opened" }>["sources"] = [{ name: SOURCE, parts: ["book", "analytics"] }];
    say(port, { type: "desk.opened", mode: "replay", hasLive: false, venue: "", title: "", session: basename(tape), sources });
    if (failure !== null) say(port, { type: "desk.trouble", message: failure, fatal: true });
  });
  ports.add(SOURCE, {
    attach: (page) => {
      pages.add(page);
      page.onClose(() => pages.delete(page));
      worker.attach(page);
    },
  });
  let failure: string | null = null;
  const failed = new Promise<string>((resolve) => {
    worker.onDeath((message) => {
      failure = message;
      const last = encodeControl({ type: "session.failed", message });
      // Where the host relays; where it has handed the port on, the page asks again and is told then.
      for (const page of pages) page.post(last);
      ports.add(SOURCE, { attach: (page) => page.post(last) });
      for (const port of controls) say(port, { type: "desk.trouble", message, fatal: true });
      resolve(message);
    });
  });
  try {
    await worker.ready;
  } catch (error) {
    await worker.stop();
    throw error;
  }
  return { ports, failed, stop: async () => void (await Promise.all([worker.stop(), analyses.stop()])) };
}

/** Screens of the session that is replayed, and backtests over it, are all that there is to ask of such a desk. */
function takeScreens(port: Port, analyses: Analyses, tape: string): void {
  const page = new PageAnalyses({
    analyses,
    say: (event) => port.post(encodeShell(event)),
    place: () => ({ tape }),
    session: (name) => (name === basename(tape) ? tape : undefined),
  });
  port.onClose(() => page.close());
  port.onMessage((message) => {
    try {
      const command = decodeShellCommand(message);
      if (command.type === "screen.run" || command.type === "backtest.run" || command.type === "analysis.cancel") page.obey(command);
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      port.close(error.message);
    }
  });
}
