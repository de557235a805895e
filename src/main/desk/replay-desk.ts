import { basename } from "node:path";
import { encodeControl, type Speed } from "../../core/contract/desk.ts";
import type { Port } from "../../core/contract/port.ts";
import { encodeShell, type ShellEvent } from "../../core/contract/shell.ts";
import type { Desk, Host } from "../compose.ts";
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
  const ports = new PagePorts((port) => {
    controls.add(port);
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
  return { ports, failed, stop: () => worker.stop() };
}
