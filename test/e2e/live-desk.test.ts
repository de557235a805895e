import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DeskClient, type SourceClient } from "./desk-client.ts";
import { built, type HeadlessDesk, startDeskIn, tapedeck } from "./headless-desk.ts";

const BTC = "binance:BTCUSDT";
const BOUND_BYTES = 4 * 1024 * 1024;

let data = "";
let desk: HeadlessDesk | null = null;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "tapedeck-live-"));
});

afterEach(async () => {
  desk?.signal("SIGTERM");
  await desk?.ended;
  desk = null;
  rmSync(data, { recursive: true, force: true });
});

async function start(...args: string[]): Promise<DeskClient> {
  desk = await startDeskIn(data, ...args);
  return DeskClient.visit(desk.address);
}

/** All sources of the desk that the shell names, with this instrument in focus. */
async function sourcesOf(client: DeskClient, names: readonly { readonly name: string }[]): Promise<SourceClient[]> {
  const sources = await Promise.all(names.map(({ name }) => client.source(name)));
  for (const source of sources) source.send({ type: "focus.instrument", instrument: BTC });
  return sources;
}

function memoryOf(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kib) * 1_024;
}

describe("the live desk over real processes and sockets", () => {
  test("shows the demo exchange moving in each of its views, records it, and seals the recording when it is stopped", async () => {
    const client = await start();
    const shell = await client.shell();
    const { sources: named, title } = await shell.heard("desk.opened");
    expect(title).toContain("Demo");
    const [books, analytics] = await sourcesOf(client, named);
    if (books === undefined || analytics === undefined) throw new Error("no sources");
    await books.seen(({ stream, view }) => stream === "watchlist" && view.rows.some(({ book }) => book?.quality === "live"));
    await books.seen(({ stream, view }) => stream === "ladder" && view.instrument === BTC && view.bids.length > 0 && view.asks.length > 0);
    await analytics.seen(({ stream, view }) => stream === "watchlist" && view.rows.some(({ analytics: half }) => half?.statistics === "venue"));
    await analytics.seen(({ stream, view }) => stream === "tape" && view.trades.length > 0);
    const history = await analytics.seen(({ stream, view }) => stream === "chart" && view.complete && !view.loading && view.bars.length > 0);
    if (history.stream !== "chart") throw new Error("no chart");
    const bars = analytics.views.flatMap(({ stream, view }) => (stream === "chart" && view.seq === history.view.seq ? [...view.bars] : []));
    expect(bars.length).toBeGreaterThan(900);
    expect(bars.every(({ openTime }, n) => n === 0 || openTime - (bars[n - 1]?.openTime ?? 0) === 60_000)).toBe(true);
    const status = await shell.heard("desk.status", ({ recording, appliedMs }) => (recording?.frames ?? 0) > 0 && appliedMs !== null);
    expect(status).toMatchObject({ dropped: 0, gaps: 0, down: [] });
    desk?.signal("SIGTERM");
    expect(await desk?.ended).toMatchObject({ code: 0, stderr: "" });
    const [tape = ""] = readdirSync(join(data, "demo"));
    expect(readdirSync(join(data, "demo"))).toHaveLength(1);
    const path = join(data, "demo", tape);
    const { digests } = tapedeck("verify", path) as { digests: { equal: number; different: number } };
    const { instruments } = tapedeck("replay", path) as { instruments: Record<string, { quality: string }> };
    // Of every instrument that had spoken by then, a quiet one perhaps had not.
    expect(digests).toMatchObject({ different: 0 });
    expect(digests.equal).toBeGreaterThanOrEqual(Object.keys(instruments).length);
    expect(instruments[BTC]?.quality).toBe("live");
  });

  test("goes on live and recording while a page replays what was recorded so far", async () => {
    const client = await start();
    const [shell, other] = [await client.shell(), await client.shell()];
    const live = await shell.heard("desk.opened");
    const watching = await sourcesOf(client, live.sources);
    await shell.heard("desk.status", ({ recording }) => (recording?.frames ?? 0) > 100);
    shell.send({ type: "replay.open", session: null, at: null });
    const { sources, session } = await shell.heard("desk.opened", ({ mode }) => mode === "replay");
    const [replay] = await sourcesOf(client, sources);
    await replay?.seen(({ stream, view }) => stream === "watchlist" && view.rows.some(({ book, analytics }) => book !== null && analytics !== null));
    expect(replay?.events[0]).toMatchObject({ type: "session.opened", name: session });
    const recorded = (await other.heard("desk.status")).recording?.frames ?? 0;
    await other.heard("desk.status", ({ recording }) => (recording?.frames ?? 0) > recorded);
    const seen = watching[0]?.views.length ?? 0;
    await expect.poll(() => watching[0]?.views.length ?? 0, { timeout: 20_000 }).toBeGreaterThan(seen);
    shell.send({ type: "replay.close" });
    await shell.heard("desk.opened", ({ mode }) => mode === "live");
    await expect.poll(() => replay?.closed(), { timeout: 20_000 }).not.toBeNull();
    shell.send({ type: "sessions.list" });
    const { sessions } = await shell.heard("sessions.listed");
    expect(sessions).toMatchObject([{ name: session, recording: true, fault: "" }]);
  });

  test.skipIf(process.platform !== "linux")("pays nothing for a page that stops reading, and loses no frame by it", async () => {
    const client = await start();
    const shell = await client.shell();
    const { sources: named } = await shell.heard("desk.opened");
    const [still, moving] = [await sourcesOf(client, named), await sourcesOf(client, named)];
    for (const source of still) source.painting = false;
    await Promise.all(moving.map((source) => source.seen(({ stream }) => stream === "watchlist")));
    const counts = still.map(({ views }) => views.length);
    const before = memoryOf(desk?.pid ?? 0);
    await expect.poll(() => moving[0]?.views.length ?? 0, { timeout: 60_000 }).toBeGreaterThan(150);
    // At most the one view of each of four streams that was on its way.
    for (const [n, { views }] of still.entries()) expect(views.length).toBeLessThanOrEqual((counts[n] ?? 0) + 8);
    expect(memoryOf(desk?.pid ?? 0) - before).toBeLessThan(10 * BOUND_BYTES);
    expect(await shell.heard("desk.status")).toMatchObject({ dropped: 0, gaps: 0 });
  });
});

describe("a live desk of a venue", () => {
  test("that cannot be reached says so in its status, and tries again", async () => {
    const shell = await (await start("--venue", "binance", "--symbols", "BTCUSDT", "--endpoint", "http://127.0.0.1:9")).shell();
    const waits = ({ connections }: { connections: readonly { state: string; reason: string }[] }): boolean =>
      connections.some(({ state, reason }) => state === "waiting" && reason !== "");
    const { connections } = await shell.heard("desk.status", waits);
    expect(connections[0]).toMatchObject({ state: "waiting", reason: expect.stringContaining("ECONNREFUSED"), retryInMs: expect.any(Number) });
    expect(desk?.address).toMatch(/^http/);
  });

  test("that speaks nonsense says so in its status, and shows no number of it", async () => {
    const server = createServer((_, response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<html>It works!</html>"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const client = await start("--venue", "binance", "--symbols", "BTCUSDT", "--endpoint", endpoint);
      const shell = await client.shell();
      const [books] = await sourcesOf(client, (await shell.heard("desk.opened")).sources);
      await shell.heard("desk.status", ({ connections }) => connections.some(({ state, reason }) => state !== "open" && reason !== ""));
      const ladder = await books?.seen(({ stream }) => stream === "ladder");
      expect(ladder?.view).toMatchObject({ quality: "syncing", bids: [], asks: [] });
    } finally {
      server.close();
    }
  });

  test("that nobody knows is refused in one line", async () => {
    await expect(startDeskIn(data, "--venue", "mtgox")).rejects.toThrow(/ended with 2: tapedeck: --venue is one of [^\n]*not "mtgox"\n$/);
  });
});

describe("a live desk that finds something in its way", () => {
  test("says on the desk and in one line that its data folder is none, and stays to say it", async () => {
    writeFileSync(join(data, "demo"), "a file");
    const shell = await (await start()).shell();
    expect(await shell.heard("desk.trouble")).toMatchObject({ message: expect.stringContaining("EEXIST"), fatal: true });
    desk?.signal("SIGTERM");
    const ended = await desk?.ended;
    expect(ended?.stderr).toMatch(/^tapedeck: [^\n]*EEXIST[^\n]*\n$/);
  });

  test("ends with one line where its port is taken, and leaves nothing running", async () => {
    await start();
    const port = new URL(desk?.address ?? "").port;
    await expect(startDeskIn(data, "--port", port)).rejects.toThrow(/ended with 1: tapedeck: [^\n]*EADDRINUSE[^\n]*\n$/);
    expect(built("headless")).not.toBe("");
  });
});
