import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Desk } from "../../../src/main/compose.ts";
import { DEMO } from "../../../src/main/desk/live-launch.ts";
import { openLiveDesk } from "../../../src/main/desk/open-live-desk.ts";
import { dataFolder } from "../../../src/main/settings/data-folder.ts";
import { FakeHost } from "./fake-host.ts";

const DAY_S = 86_400;

let home = "";
let desk: Desk | null = null;
let said: string[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "tapedeck-retention-"));
  mkdirSync(join(home, "demo"));
  said = [];
});

afterEach(() => {
  // The fake store never seals: the desk is stopped without waiting for it.
  void desk?.stop();
  desk = null;
  rmSync(home, { recursive: true, force: true });
});

/** A recording that was last written so many days ago. */
function recording(name: string, days: number): string {
  const path = join(home, "demo", name);
  writeFileSync(path, name);
  const seconds = Date.now() / 1_000 - days * DAY_S;
  utimesSync(path, seconds, seconds);
  return path;
}

async function start(): Promise<void> {
  const host = new FakeHost({
    "demo-exchange": (port) => port.post(JSON.stringify({ type: "exchange.started", address: "http://127.0.0.1:7", symbols: ["SIM00"] })),
    "store-worker": (port) => port.post(JSON.stringify({ type: "store.ready", rx: 0 })),
    "book-worker": (port) => port.post(JSON.stringify({ type: "fold.ready", afterRx: 0 })),
    "analytics-worker": (port) => port.post(JSON.stringify({ type: "fold.ready", afterRx: 0 })),
    "feed-worker": (port) => port.post(JSON.stringify({ type: "feed.ready" })),
    "metadata-worker": (port) => port.post(JSON.stringify({ type: "markets.failed", message: "no network" })),
  });
  desk = openLiveDesk(host, DEMO, dataFolder({ env: { TAPEDECK_DATA: home }, platform: "linux" }), (line) => said.push(line));
}

test("a desk that starts deletes recordings of over a week, says which, and keeps the rest", async () => {
  const old = recording("demo-2020-01-01T00Z.tape", 8);
  const recent = recording("demo-2020-01-02T00Z.tape", 6);
  await start();
  await expect.poll(() => existsSync(old), { timeout: 5_000 }).toBe(false);
  expect(existsSync(recent)).toBe(true);
  expect(said).toContain("deleted demo-2020-01-01T00Z.tape: older than what is kept");
});

test("what is kept is the user's to say", async () => {
  const [old, recent] = [recording("demo-2020-01-01T00Z.tape", 8), recording("demo-2020-01-02T00Z.tape", 6)];
  writeFileSync(join(home, "settings.json"), JSON.stringify({ version: 1, watchlists: {}, retention: { mostBytes: 1_000_000, mostDays: 7 } }));
  writeFileSync(join(home, "demo", "demo-2020-01-03T00Z.tape"), "x".repeat(999_990));
  await start();
  // The newest is within the bytes that are kept; the one before it would go beyond them.
  await expect.poll(() => existsSync(recent), { timeout: 5_000 }).toBe(false);
  expect([existsSync(old), existsSync(join(home, "demo", "demo-2020-01-03T00Z.tape"))]).toEqual([false, true]);
});
