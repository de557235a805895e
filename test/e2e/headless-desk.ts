import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const project = join(import.meta.dirname, "../..");

/** A built program of the project, by its name. */
export function built(name: "cli" | "headless"): string {
  const path = join(project, "out/main", `${name}.js`);
  if (!existsSync(path)) throw new Error(`${path} is not built: npm run build`);
  return path;
}

/** Runs the command line and returns the object it prints. */
export function tapedeck(...args: string[]): unknown {
  return JSON.parse(execFileSync(process.execPath, [built("cli"), ...args, "--json"], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }));
}

/** Where the captured recordings are. */
export function captures(venue: string, file: string): string {
  return resolve(project, process.env["TAPEDECK_CAPTURES"] ?? "../shared/captures", venue, file);
}

export interface HeadlessDesk {
  readonly address: string;
  readonly pid: number;
  /** Ids of the processes it started; Linux only. */
  children(): number[];
  signal(name: NodeJS.Signals): void;
  /** How it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly stderr: string; readonly stdout: string }>;
}

/** Starts the built headless desk and waits for its address; rejects with what it said where it ended instead. */
export function startDesk(...args: string[]): Promise<HeadlessDesk> {
  return startDeskIn(null, ...args);
}

/** The same with its user's data in that folder. */
export async function startDeskIn(data: string | null, ...args: string[]): Promise<HeadlessDesk> {
  const env = data === null ? process.env : { ...process.env, TAPEDECK_DATA: data };
  const child = spawn(process.execPath, [built("headless"), ...args, "--no-open"], { stdio: ["ignore", "pipe", "pipe"], env });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) child[name].setEncoding("utf8").on("data", (text: string) => (said[name] += text));
  const ended = new Promise<Awaited<HeadlessDesk["ended"]>>((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal, ...said }));
  });
  const address = await Promise.race([
    announced(child),
    ended.then(({ code, stderr }) => Promise.reject(new Error(`ended with ${code}: ${stderr}`))),
  ]);
  const pid = child.pid ?? 0;
  return {
    address,
    pid,
    ended,
    signal: (name) => child.kill(name),
    children: () => readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number),
  };
}

function announced(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    child.stdout?.on("data", (chunk: string) => {
      text += chunk;
      const found = /^Tapedeck: (http\S+)$/m.exec(text);
      if (found !== null) resolve(found[1] as string);
    });
  });
}

const START_MS = 1_723_161_600_000;

/**
 * Writes a small session as raw-jsonl: 20 s, ten messages a second. ALPHA is live and ticks; BETA is live until its sequence breaks
 * after 5 s; GAMMA trades at prices beyond 2^53 and never has a book.
 */
export function writeSmallSession(path: string): void {
  const lines: string[] = [];
  const line = (ms: number, kind: string, data: unknown, url?: string): void => {
    const rxNs = `${START_MS + ms}000000`;
    lines.push(
      JSON.stringify({ rxNs, conn: "c1", kind, ...(url === undefined ? {} : { url }), data: typeof data === "string" ? data : JSON.stringify(data) }),
    );
  };
  const diff = (ms: number, symbol: string, first: number, last: number, bid: string, ask: string): void => {
    const b = [[bid, "1.5"]];
    const a = [[ask, "2.5"]];
    line(ms, "recv", {
      stream: `${symbol.toLowerCase()}@depth@100ms`,
      data: { e: "depthUpdate", E: START_MS + ms, s: symbol, U: first, u: last, b, a },
    });
  };
  const trade = (ms: number, symbol: string, id: number, price: string): void => {
    const data = { e: "trade", E: START_MS + ms, s: symbol, t: id, p: price, q: "0.25", T: START_MS + ms, m: id % 2 === 0, M: true };
    line(ms, "recv", { stream: `${symbol.toLowerCase()}@trade`, data });
  };
  for (const symbol of ["ALPHA", "BETA"]) {
    diff(0, symbol, 1, 1, "99.10", "101.20");
    line(1, "rest", { lastUpdateId: 1, bids: [["99.10", "1"]], asks: [["101.20", "1"]] }, `https://api/api/v3/depth?symbol=${symbol}&limit=1000`);
  }
  for (let n = 1; n <= 200; n++) {
    const ms = n * 100;
    // The best prices step by one cent: each diff betters the one before.
    const cents = (n % 100) + 1;
    const clear = (symbol: string, first: number): void => diff(ms, symbol, first, first, `99.${String(cents).padStart(2, "0")}`, "101.20");
    clear("ALPHA", n + 1);
    if (n !== 50) clear("BETA", n + 1);
    trade(ms, "ALPHA", n, `100.${String(cents).padStart(2, "0")}`);
    if (n % 10 === 0) trade(ms, "GAMMA", n, `12345678901234567890.${n}1`);
  }
  writeFileSync(path, `${lines.join("\n")}\n`);
}
