import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { SessionReader } from "../../src/workers/store/session-reader.ts";
import { openBurstExchange } from "../workers/ccxt/burst-exchange.ts";

const CLI = join(import.meta.dirname, "../../out/main/cli.js");
const run = promisify(execFile);

const BURST = 20_000;
const STALL_MS = 300;

interface Replayed {
  readonly digest: string;
  readonly ledger: { readonly rejected: object };
  readonly instruments: Readonly<Record<string, { readonly quality: string; readonly gaps: readonly object[]; readonly trades: number }>>;
}

async function tapedeck<T>(...args: string[]): Promise<T> {
  const { stdout } = await run(process.execPath, [CLI, ...args, "--json"], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as T;
}

/** Processes of this machine by what they were started with; none where `ps` cannot tell. */
function processesOf(words: string): number[] {
  if (process.platform !== "linux") return [];
  const lines = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => line.includes(words)).map((line) => Number.parseInt(line, 10));
}

describe("a recording through ccxt's own client", () => {
  test(`holds ${BURST} trades of a burst though the feed stalls for ${STALL_MS} ms, and replays to the digests that it stored`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "tapedeck-ccxt-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const tape = join(folder, "ccxt.tape");
    const exchange = await openBurstExchange();
    const symbols = ["--symbols", "BTC/USDT,ETHUSDT", "--endpoint", exchange.address];
    const recording = tapedeck<object>("record", "--venue", "ccxt:binance", ...symbols, "--out", tape, "--seconds", "4");
    await Promise.all(["btcusdt@trade", "btcusdt@depth@100ms", "ethusdt@depth@100ms"].map((stream) => exchange.subscribed(stream)));
    const feeds = processesOf("feed-worker.js ccxt:binance ws://127.0.0.1");
    for (const pid of feeds) process.kill(pid, "SIGSTOP");
    exchange.trades(BURST);
    exchange.depth([["99.60", "3"]], [["100.40", "0.00000001"]]);
    await new Promise((resolve) => setTimeout(resolve, STALL_MS));
    for (const pid of feeds) process.kill(pid, "SIGCONT");
    expect(await recording).toMatchObject({ dropped: 0, gaps: 0 });

    const replayed = await tapedeck<Replayed>("replay", tape);
    expect(replayed.ledger.rejected).toEqual({});
    expect(replayed.instruments["ccxt:binance:BTC/USDT"]).toMatchObject({
      quality: "unverified",
      gaps: [],
      trades: BURST,
      bids: [["99.6", "3"], ["99.5", "1"]],
      asks: [["100.4", "0.00000001"], ["100.5", "2"]],
      lastTrade: { price: "100", qty: "0.00001", side: "sell" },
    }); // prettier-ignore
    expect(replayed.instruments["ccxt:binance:ETHUSDT"]).toMatchObject({ quality: "unverified", gaps: [] });
    expect(await tapedeck("verify", tape)).toMatchObject({ digests: { different: 0, notComparable: 0 } });
    expect((await tapedeck<Replayed>("replay", tape, "--workers", "2")).digest).toBe(replayed.digest);

    const reader = SessionReader.open(tape);
    onTestFinished(() => reader.close());
    expect(reader.instruments.find(({ instrument }) => instrument === "ccxt:binance:BTC/USDT")).toMatchObject({
      tickSize: "0.01",
      lotSize: "0.00001",
    });
  });
});
