import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { StuckHost } from "../../bench/feed/stuck-host.ts";
import { LiveDesk } from "../../src/main/feeds/live-desk.ts";
import type { LiveDeskStatus } from "../../src/main/feeds/live-desk-options.ts";
import { type RunningExchange, startExchange } from "../../src/simulator/start-exchange.ts";
import { replaySession, verifySession } from "../../src/workers/replay/replay-session.ts";

const SYMBOLS = 6;

let folder = "";
let exchange: RunningExchange;
let desk: LiveDesk;
const troubles: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tapedeck-stuck-"));
  exchange = await startExchange({ seed: "stuck", symbols: SYMBOLS, rate: 40 });
  desk = new LiveDesk({
    host: new StuckHost(),
    venue: "binance",
    endpoint: exchange.address,
    symbols: exchange.symbols,
    tape: join(folder, "stuck.tape"),
    bookWorkers: 1,
    analyticsWorkers: 1,
    feedQueueMiB: 64,
    foldQueueMiB: 64,
    clock: () => performance.now(),
  });
  troubles.length = 0;
  desk.troubles.on(({ message }) => troubles.push(message));
});
afterEach(async () => {
  await desk.stop();
  await exchange.stop();
  rmSync(folder, { recursive: true });
});

/** Resolves at the first status of which `is` is true. */
function until(is: (status: LiveDeskStatus) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const undo = desk.onStatus((status) => {
      if (!is(status)) return;
      undo();
      resolve();
    });
  });
}

const analytics = () => desk.report().processes.find(({ name }) => name === "analytics-worker");

describe.skipIf(process.platform === "win32")("an analytics worker that is stuck (told so by a signal, which Windows has none of)", () => {
  test("in an indicator is ended and built again, while the books go on; what is recorded is what a replay gives", async () => {
    await desk.start();
    await until(({ analytics: [status] }) => desk.report().books.live === SYMBOLS && status !== null && analytics()?.pid !== null);
    process.kill(analytics()?.pid ?? 0, "SIGUSR2");
    let heard = 0;
    let applied = 0;
    await until(({ books: [book], analytics: [status] }) => {
      if (analytics()?.restarts === 1) return status !== null && status !== undefined && status.rx > applied;
      heard = Math.max(heard, status?.rx ?? 0);
      applied = Math.max(applied, book?.rx ?? 0);
      return false;
    });
    // While the one said nothing, the other went on.
    expect(applied).toBeGreaterThan(heard + 100);
    expect(desk.report()).toMatchObject({ dropped: 0, books: { live: SYMBOLS }, gaps: 0 });
    expect(troubles).toEqual(["analytics-worker has not answered for 5 s; it is ended and started anew"]);
    const frames = await desk.close();
    const tape = join(folder, "stuck.tape");
    const verified = await verifySession(tape, { workers: 1, foldWorker: "" });
    expect(verified.different).toBe(0);
    expect(verified.equal).toBeGreaterThanOrEqual(SYMBOLS);
    expect((await replaySession(tape, { workers: 1, speed: "max", foldWorker: "" })).frames).toBe(frames);
  });
});
