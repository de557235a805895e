import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Port } from "../../../src/core/contract/port.ts";
import { decodeShellEvent, encodeShell, type ShellCommand, type ShellEvent } from "../../../src/core/contract/shell.ts";
import type { Desk } from "../../../src/main/compose.ts";
import { DEMO, type LiveLaunch } from "../../../src/main/desk/live-launch.ts";
import { openLiveDesk } from "../../../src/main/desk/open-live-desk.ts";
import { dataFolder } from "../../../src/main/settings/data-folder.ts";
import { FakeHost, type FakeWorker } from "./fake-host.ts";

const SYMBOLS = Array.from({ length: 14 }, (_, n) => `SIM${String(n).padStart(2, "0")}`);

let home = "";
let host: FakeHost;
let desk: Desk | null = null;
let said: string[] = [];

const say = (port: Port, event: object): void => port.post(JSON.stringify(event));

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "tapedeck-shell-"));
  said = [];
  host = new FakeHost({
    "demo-exchange": (port) => say(port, { type: "exchange.started", address: "http://127.0.0.1:7", symbols: SYMBOLS }),
    "store-worker": (port) => say(port, { type: "store.ready", rx: 0 }),
    "book-worker": (port) => say(port, { type: "fold.ready", afterRx: 0 }),
    "analytics-worker": (port) => say(port, { type: "fold.ready", afterRx: 0 }),
    "feed-worker": (port) => say(port, { type: "feed.ready" }),
    "metadata-worker": (port) => say(port, { type: "markets.failed", message: "no network" }),
  });
});

afterEach(async () => {
  // The fake store never seals: the desk is stopped without waiting for it.
  void desk?.stop();
  desk = null;
  await Promise.resolve();
  rmSync(home, { recursive: true, force: true });
});

function open(launch: LiveLaunch = DEMO): Desk {
  const folder = dataFolder({ env: { TAPEDECK_DATA: home }, platform: "linux" });
  desk = openLiveDesk(host, launch, folder, (line) => said.push(line));
  return desk;
}

function visit(to = "shell") {
  const port = host.visit((taken) => desk?.ports.take(taken));
  const events: ShellEvent[] = [];
  const closed: string[] = [];
  port.onMessage((message) => events.push(decodeShellEvent(message)));
  port.onClose((reason) => closed.push(reason));
  port.post(encodeShell({ type: "port.open", to }));
  return { port, events, closed, send: (command: ShellCommand) => port.post(encodeShell(command)) };
}

type Page = ReturnType<typeof visit>;

async function heard<N extends ShellEvent["type"]>(page: Page, type: N, count = 1): Promise<Extract<ShellEvent, { type: N }>> {
  const of = (): ShellEvent[] => page.events.filter((event) => event.type === type);
  await expect.poll(() => of().length, { timeout: 5_000 }).toBeGreaterThanOrEqual(count);
  return of().at(-1) as Extract<ShellEvent, { type: N }>;
}

/** A page on the live desk, once that is open. */
async function livePage(launch: LiveLaunch = DEMO): Promise<Page> {
  open(launch);
  const page = visit();
  await heard(page, "watchlist.changed");
  return page;
}

const watched = (): string[] => {
  const commands = host.worker("feed-worker").heard.map((text) => JSON.parse(text as string) as { type: string; symbols: string[] });
  return commands.findLast(({ type }) => type === "feed.watch")?.symbols ?? [];
};

describe("the live desk's shell", () => {
  test("records the demo exchange apart from the rest, watches its first twelve, and says that it is a demo", async () => {
    const page = await livePage();
    const opened = await heard(page, "desk.opened");
    expect(opened).toMatchObject({ mode: "live", hasLive: true, title: "Demo exchange (simulated)" });
    expect(opened.sources).toEqual([
      { name: "books-0", parts: ["book"] },
      { name: "analytics-0", parts: ["analytics"] },
    ]);
    expect(watched()).toEqual(SYMBOLS.slice(0, 12));
    expect(host.worker("feed-worker").args.slice(0, 2)).toEqual(["binance", "http://127.0.0.1:7"]);
    expect(host.worker("store-worker").args[0]).toMatch(/demo[/\\]demo-\d{4}-\d\d-\d\dT\d\dZ\.tape$/);
  });

  test("hands a page's port to the worker whose views it names", async () => {
    await livePage();
    visit("analytics-0");
    expect([host.worker("book-worker").pages.length, host.worker("analytics-worker").pages.length]).toEqual([0, 1]);
    expect(visit("analytics-7").closed).toEqual(['there is no "analytics-7" on this desk']);
  });

  test("watches what is added, tells every page, and knows it again at the next start", async () => {
    const page = await livePage();
    const other = visit();
    page.send({ type: "watchlist.add", instruments: ["binance:SIM13", "binance:SIM00"] });
    page.send({ type: "watchlist.remove", instruments: ["binance:SIM01"] });
    const list = [...SYMBOLS.slice(0, 12), "SIM13"].filter((symbol) => symbol !== "SIM01");
    expect((await heard(other, "watchlist.changed", 3)).instruments).toEqual(list.map((symbol) => `binance:${symbol}`));
    expect(watched()).toEqual(list);
    await expect.poll(() => existsSync(join(home, "settings.json")) && readFileSync(join(home, "settings.json"), "utf8")).toContain("SIM13");
    void desk?.stop();
    // The fake store never seals, and so the desk still holds the folder; a process would be gone.
    rmSync(join(home, "demo", "demo.lock"));
    const again = await livePage();
    expect((await heard(again, "watchlist.changed")).instruments).toEqual(list.map((symbol) => `binance:${symbol}`));
  });

  test("takes a refused symbol off the list, and says why", async () => {
    const page = await livePage();
    page.send({ type: "watchlist.add", instruments: ["binance:NOPE"] });
    const feed = host.worker("feed-worker");
    feedSays(feed, { type: "feed.refused", symbol: "NOPE", message: "no symbol of Binance looks like that" });
    expect((await heard(page, "desk.trouble")).message).toBe("NOPE: no symbol of Binance looks like that");
    expect((await heard(page, "watchlist.changed", 3)).instruments).not.toContain("binance:NOPE");
    expect(watched()).not.toContain("NOPE");
    expect(said).toContain("NOPE: no symbol of Binance looks like that");
  });

  test("finds the demo's markets while their metadata is not there, and says that they are not known", async () => {
    const page = await livePage();
    page.send({ type: "markets.search", request: 3, query: "sim1" });
    const found = await heard(page, "markets.found");
    expect(found).toMatchObject({ request: 3, more: null });
    expect(found.markets.map(({ instrument }) => instrument)).toEqual([
      "binance:SIM10",
      "binance:SIM11",
      "binance:SIM12",
      "binance:SIM13",
      "binance:SIM01",
    ]);
  });

  test("says each second how the desk is", async () => {
    const page = await livePage();
    const status = await heard(page, "desk.status");
    expect(status).toMatchObject({ dropped: 0, gaps: 0, appliedMs: null, recording: { session: expect.stringMatching(/^demo-.*\.tape$/) } });
  });

  test("tells a page that is broken or hostile to go", async () => {
    const page = await livePage();
    page.port.post('{"type":"watchlist.add","instruments":[]}');
    expect(page.closed).toEqual([expect.stringContaining("not in the contract")]);
  });

  test("says what could not be had of a real venue, and goes on without it", async () => {
    const page = await livePage({ venue: "binance", symbols: ["BTCUSDT"], endpoint: "http://127.0.0.1:9" });
    expect(await heard(page, "desk.trouble")).toMatchObject({ message: expect.stringContaining("no network"), fatal: false });
    expect(watched()).toContain("BTCUSDT");
    expect(host.worker("store-worker").args[0]).toMatch(/recordings[/\\]binance-/);
  });
});

describe("a replay beside the live desk", () => {
  test("is this page's own: the other goes on with the live desk, and so does the recording", async () => {
    const [page, other] = [await livePage(), visit()];
    page.send({ type: "replay.open", session: null, at: { timeNs: "1700000000000000000" } });
    const opened = await heard(page, "desk.opened", 2);
    expect(opened).toMatchObject({ mode: "replay", hasLive: true, session: expect.stringMatching(/^demo-.*\.tape$/) });
    expect(host.worker("replay-worker").args).toEqual([host.worker("store-worker").args[0], "1", "1700000000000000000"]);
    visit(opened.sources[0]?.name);
    expect(host.worker("replay-worker").pages).toHaveLength(1);
    expect(other.events.filter(({ type }) => type === "desk.opened")).toHaveLength(1);
    expect(host.worker("store-worker").stopped).toBe(false);
  });

  test("ends when its page returns, closes, or opens another", async () => {
    const page = await livePage();
    const replays = (): boolean[] => host.workers.filter(({ name }) => name === "replay-worker").map(({ stopped }) => stopped);
    page.send({ type: "replay.open", session: null, at: null });
    await heard(page, "desk.opened", 2);
    page.send({ type: "replay.open", session: null, at: null });
    const second = await heard(page, "desk.opened", 3);
    await expect.poll(replays).toEqual([true, false]);
    page.send({ type: "replay.close" });
    expect(await heard(page, "desk.opened", 4)).toMatchObject({ mode: "live" });
    await expect.poll(replays).toEqual([true, true]);
    expect(visit(second.sources[0]?.name).closed).toHaveLength(1);
    page.send({ type: "replay.open", session: null, at: null });
    await heard(page, "desk.opened", 5);
    page.port.close();
    await expect.poll(replays).toEqual([true, true, true]);
  });

  test("that is no longer wanted when it is ready is ended", async () => {
    const page = await livePage();
    page.send({ type: "replay.open", session: null, at: null });
    page.send({ type: "replay.close" });
    await expect.poll(() => host.worker("replay-worker").stopped).toBe(true);
    expect(page.events.filter((event) => event.type === "desk.opened" && event.mode === "replay")).toEqual([]);
  });

  test("that dies takes its page back to the live desk, with a word", async () => {
    const page = await livePage();
    page.send({ type: "replay.open", session: null, at: null });
    await heard(page, "desk.opened", 2);
    host.worker("replay-worker").die("x.tape is damaged");
    expect(await heard(page, "desk.trouble")).toMatchObject({ message: "the replay ended: x.tape is damaged", fatal: false });
    expect(await heard(page, "desk.opened", 3)).toMatchObject({ mode: "live" });
  });

  test("of a damaged file, or of none, is refused with a word, and the page stays where it is", async () => {
    const page = await livePage();
    host.refuse = (name) => (name === "replay-worker" ? "x.tape is damaged" : null);
    page.send({ type: "replay.open", session: null, at: null });
    expect((await heard(page, "desk.trouble")).message).toBe("x.tape is damaged");
    page.send({ type: "replay.open", session: "../../etc/passwd", at: null });
    expect((await heard(page, "desk.trouble", 2)).message).toContain("there is no session");
    expect(page.events.filter(({ type }) => type === "desk.opened")).toHaveLength(1);
  });

  test("may be of any session that was listed, and of a file opened by name for every page", async () => {
    const [page, other] = [await livePage(), visit()];
    const stored = { venue: "binance", bytes: 5, frames: 2, instruments: 1, span: null, fault: "" };
    const asked = host.worker("store-worker").args[0] as string;
    page.send({ type: "sessions.list" });
    await expect.poll(() => host.workers.filter(({ name }) => name === "catalogue-worker").length).toBe(1);
    expect(JSON.parse(host.worker("catalogue-worker").args[0] ?? "")).toEqual(["demo", "recordings", "sessions"].map((name) => join(home, name)));
    const sessions = [asked, "/tapes/monday.tape", "/other/monday.tape"].map((path) => ({ ...stored, path }));
    host.worker("catalogue-worker").tell(JSON.stringify({ type: "sessions.found", sessions, last: true }));
    const listed = await heard(page, "sessions.listed");
    expect(listed.sessions.map(({ name, recording }) => [name, recording])).toEqual([
      [expect.stringMatching(/^demo-/), true],
      ["monday.tape", false],
      ["/other/monday.tape", false],
    ]);
    page.send({ type: "replay.open", session: "/other/monday.tape", at: null });
    await heard(page, "desk.opened", 2);
    expect(host.worker("replay-worker").args[0]).toBe("/other/monday.tape");
    await desk?.openSession?.("/mail/tuesday.tape");
    expect((await heard(other, "desk.opened", 2)).session).toBe("tuesday.tape");
    expect((await heard(page, "desk.opened", 3)).session).toBe("tuesday.tape");
  });
});

describe("a live desk that cannot work", () => {
  test.each([
    ["whose exchange does not start", "demo-exchange", "port 7 is taken"],
    ["whose recording cannot be written", "store-worker", "/data/x.tape: cannot be written: read-only file system"],
  ] as const)("%s says so on the desk and in one line, to pages that come later too", async (_, name, reason) => {
    host.refuse = (worker) => (worker === name ? reason : null);
    open();
    const page = visit();
    expect(await heard(page, "desk.trouble")).toMatchObject({ message: expect.stringContaining(reason), fatal: true });
    expect(visit().events).toMatchObject([{ type: "desk.trouble", fatal: true }]);
    expect(said).toHaveLength(1);
    expect(said[0]).not.toContain("\n");
  });

  test("whose store does not come back ends all the same when it is stopped, with a word", async () => {
    await livePage();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const stopped = desk?.stop();
      await vi.advanceTimersByTimeAsync(11_000);
      await stopped;
    } finally {
      vi.useRealTimers();
    }
    expect(said.at(-1)).toMatch(/demo-[^\n]*\.tape: was not sealed, and opens as it is \(no answer in time\)$/);
    expect(host.workers.every(({ stopped }) => stopped)).toBe(true);
  });

  test("whose data folder is a file says so", async () => {
    writeFileSync(join(home, "demo"), "a file");
    open();
    expect(await heard(visit(), "desk.trouble")).toMatchObject({ message: expect.stringContaining("EEXIST"), fatal: true });
  });

  test("whose exchange dies says so, and keeps what was recorded open to replay", async () => {
    const page = await livePage();
    host.worker("demo-exchange").die("demo-exchange ended with SIGKILL");
    expect(await heard(page, "desk.trouble")).toMatchObject({ fatal: true });
    page.send({ type: "replay.open", session: null, at: null });
    expect(await heard(page, "desk.opened", 2)).toMatchObject({ mode: "replay" });
  });
});

function feedSays(feed: FakeWorker, event: object): void {
  feed.tell(JSON.stringify(event));
}
