import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RecordedFrame } from "../../src/core/contract/frame.ts";
import { type RunningExchange, startExchange } from "../../src/simulator/start-exchange.ts";
import { SessionReader } from "../../src/workers/store/session-reader.ts";

const CLI = join(import.meta.dirname, "../../out/main/cli.js");
const run = promisify(execFile);

let folder = "";
let exchange: RunningExchange;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tapedeck-record-"));
});
afterEach(async () => {
  await exchange.stop();
  rmSync(folder, { recursive: true });
});

interface Recorded {
  readonly frames: number;
  readonly dropped: number;
  readonly gaps: number;
  readonly queueHighWater: number;
}

interface Replayed {
  readonly frames: number;
  readonly digest: string;
  readonly ledger: { readonly received: number; readonly rejected: object };
  readonly instruments: Readonly<
    Record<string, { readonly quality: string; readonly gaps: readonly { cause: string; toRx: number | null }[]; bids: string[][]; asks: string[][] }>
  >;
}

async function tapedeck<T>(...args: string[]): Promise<T> {
  const { stdout } = await run(process.execPath, [CLI, ...args, "--json"], { maxBuffer: 1 << 26, env: { ...process.env, TAPEDECK_DATA: folder } });
  return JSON.parse(stdout) as T;
}

function recordArgs(tape: string, seconds: number): string[] {
  const symbols = exchange.symbols.join(",");
  return ["record", "--venue", "binance", "--symbols", symbols, "--out", tape, "--seconds", String(seconds), "--endpoint", exchange.address];
}

/** What the tape holds of each stream connection, in order. */
function heard(tape: string): Map<string, string[]> {
  const reader = SessionReader.open(tape);
  const texts = new Map<string, string[]>();
  const frame = {} as RecordedFrame;
  for (const block of reader.blocks()) {
    for (let at = 0; at < block.count; at++) {
      block.read(at, frame);
      if (frame.kind !== "recv") continue;
      const text = Buffer.from(frame.bytes.buffer, frame.bytes.byteOffset + frame.start, frame.end - frame.start).toString();
      const list = texts.get(frame.conn);
      if (list === undefined) texts.set(frame.conn, [text]);
      else list.push(text);
    }
  }
  reader.close();
  return texts;
}

/** Decimals as the exchange writes them, in shortest form. */
function shortest(levels: readonly (readonly string[])[]): string[][] {
  return levels.slice(0, 10).map((level) => level.map((text) => text.replace(/\.?0+$/, "")));
}

describe("a recording of the simulated exchange over real sockets", () => {
  test("holds every byte that was sent, ends with the exchange's own books, and replays to the digests that it stored", async () => {
    const truth = join(folder, "truth");
    const tape = join(folder, "live.tape");
    exchange = await startExchange({
      seed: "record",
      symbols: 8,
      rate: 60,
      bursts: [{ atSeconds: 2, perSecond: 4_000, seconds: 1 }],
      seconds: 4,
      truth,
    });
    const recorded = await tapedeck<Recorded>(...recordArgs(tape, 5));
    const { books } = await exchange.stop();
    expect(recorded).toMatchObject({ dropped: 0, gaps: 0 });

    const connections = [...heard(tape).values()];
    const sent = connections.map((_, at) =>
      readFileSync(join(truth, `connection-${at + 1}.jsonl`), "utf8").trimEnd().split("\n").map((line) => (JSON.parse(line) as { text: string }).text),
    ); // prettier-ignore
    expect(connections.length).toBeGreaterThan(0);
    const byFirst = (lists: string[][]): string[][] => lists.toSorted((a, b) => (String(a[1]) < String(b[1]) ? -1 : 1));
    expect(byFirst(connections)).toEqual(byFirst(sent));

    const replays = await Promise.all(["1", "2", "4"].map((workers) => tapedeck<Replayed>("replay", tape, "--workers", workers)));
    expect(new Set(replays.map(({ digest }) => digest)).size).toBe(1);
    expect(replays[0]?.ledger).toMatchObject({ received: recorded.frames, rejected: {} });
    for (const [symbol, book] of Object.entries(books)) {
      const { quality, bids, asks } = replays[0]?.instruments[`binance:${symbol}`] ?? { quality: "", bids: [], asks: [] };
      expect({ symbol, quality, bids, asks }).toEqual({ symbol, quality: "live", bids: shortest(book.bids), asks: shortest(book.asks) });
    }
    const { digests } = await tapedeck<{ digests: { equal: number; different: number } }>("verify", tape);
    expect(digests.different).toBe(0);
    expect(digests.equal).toBeGreaterThanOrEqual(8);
  });
});
