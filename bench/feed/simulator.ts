import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { inProject } from "../../scripts/project.mjs";

export interface RunningSimulator {
  readonly address: string;
  readonly symbols: readonly string[];
  /** On the monotonic clock of this process. */
  readonly startedMs: number;
  stop(): Promise<void>;
}

/** Starts the built simulator in a process of its own. `burst`: when it goes over to another rate, in seconds after its start. */
export async function startSimulator(
  symbols: number,
  rate: number,
  burst?: { at: number; rate: number; seconds: number },
): Promise<RunningSimulator> {
  const words = [
    "simulate",
    "--symbols",
    String(symbols),
    "--rate",
    String(rate),
    ...(burst ? ["--burst", `${burst.at},${burst.rate},${burst.seconds}`] : []),
  ];
  const child = spawn(process.execPath, [inProject("out", "main", "cli.js"), ...words], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  const lines = createInterface({ input: child.stdout });
  const [address] = (await Promise.race([once(lines, "line"), ended])) as unknown[];
  if (typeof address !== "string") throw new Error("the simulator did not start: `npm run build` makes it");
  const startedMs = performance.now();
  const info = (await (await fetch(`${address}/api/v3/exchangeInfo`)).json()) as { symbols: { symbol: string }[] };
  return {
    address,
    symbols: info.symbols.map(({ symbol }) => symbol),
    startedMs,
    async stop() {
      child.kill("SIGINT");
      await ended;
    },
  };
}
