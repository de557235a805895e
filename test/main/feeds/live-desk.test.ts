import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FakedDesk, SYMBOLS } from "./faked-desk.ts";

const VICTIMS = ["feed-worker", "store-worker", "book-worker 0", "book-worker 1", "analytics-worker 0", "all"];

/** The recording is closed, without a hole, and what was stored of each instrument is what a replay gives. */
function expectSealed(faked: FakedDesk): void {
  const { disk, disks } = faked;
  expect([...disks.values()].every(({ sealed }) => sealed)).toBe(true);
  expect(faked.closed).toBe(disk.committed);
  expect(disk.sealed).toBe(true);
  expect(faked.differences()).toEqual([]);
  // A file that was begun where the session then ended holds no frame: what it would end with ends the one before it.
  const digests = [...disks.values()].flatMap((each) => each.digests);
  expect(new Set(digests.filter(({ afterRx }) => afterRx === disk.committed).map(({ instrument }) => instrument))).toEqual(
    new Set(SYMBOLS.map((symbol) => `binance:${symbol}`)),
  );
  expect(new Set(disk.instruments)).toEqual(new Set(SYMBOLS.map((symbol) => `binance:${symbol}`)));
  expect(disk.instruments).toHaveLength(SYMBOLS.length);
  expect(faked.keptBytes).toBeLessThan(4 * 1024 * 1024);
}

async function runToWhole(faked: FakedDesk): Promise<void> {
  await faked.until(() => faked.started !== "no" && faked.isWhole, 20_000);
  expect(faked.started).toBe("yes");
}

async function runToClosed(faked: FakedDesk): Promise<void> {
  faked.close();
  await faked.until(() => faked.closed !== null, 40_000);
}

/** The schedules of every run are the same; another number, of the environment, tries others. */
const SEED = Number(process.env["TAPEDECK_SEED"] ?? 20_261_121);

describe("a live desk in virtual time", () => {
  test("records without a hole, and stores what a replay of its log gives", async () => {
    const faked = new FakedDesk();
    faked.start();
    await runToWhole(faked);
    await faked.exchange.time.advance(3_000);
    await runToClosed(faked);
    expectSealed(faked);
    expect(faked.troubles).toEqual([]);
    expect(faked.disk.committed).toBeGreaterThan(500);
  });

  test.each([
    {
      name: "store and feed at once",
      kills: [
        [0, "store-worker"],
        [0, "feed-worker"],
      ],
    },
    {
      name: "feed, then the store while the feed starts again",
      kills: [
        [0, "feed-worker"],
        [180, "store-worker"],
      ],
    },
    {
      name: "store, then the feed before the store is back",
      kills: [
        [0, "store-worker"],
        [150, "feed-worker"],
      ],
    },
    {
      name: "the feed twice before it is ready",
      kills: [
        [0, "feed-worker"],
        [150, "feed-worker"],
      ],
    },
    {
      name: "a book worker while it starts again",
      kills: [
        [0, "book-worker 0"],
        [150, "book-worker 0"],
        [250, "book-worker 1"],
      ],
    },
    {
      name: "everything, twice",
      kills: [
        [0, "all"],
        [200, "all"],
      ],
    },
  ] as const)("is whole again after kills of $name", async ({ kills }) => {
    const faked = new FakedDesk();
    faked.start();
    await runToWhole(faked);
    const beganMs = faked.exchange.time.nowMs;
    for (const [afterMs, victim] of kills) {
      await faked.exchange.time.advance(beganMs + afterMs - faked.exchange.time.nowMs);
      faked.kill(victim);
    }
    await faked.exchange.time.advance(50);
    await faked.until(() => faked.isWhole, 10_000);
    await runToClosed(faked);
    expectSealed(faked);
  });

  test("is started whoever is killed before its first ready, and closes whoever is down then", async () => {
    for (const victim of VICTIMS) {
      const faked = new FakedDesk();
      faked.start();
      await faked.until(() => faked.processes.has(victim === "all" ? "feed-worker" : victim), 5_000);
      faked.kill(victim);
      await runToWhole(faked);
      faked.kill(victim);
      await faked.exchange.time.advance(10);
      await runToClosed(faked);
      expectSealed(faked);
    }
  });

  test("goes on in another file, each of which is whole by itself", async () => {
    const faked = new FakedDesk({ rollEveryMs: 1_500 });
    faked.start();
    await runToWhole(faked);
    await faked.until(() => faked.disks.size === 4, 20_000);
    await faked.exchange.time.advance(500);
    await runToClosed(faked);
    expectSealed(faked);
    expect(faked.desk.report().recording).toBe("4");
    for (const { digests, blocks } of faked.disks.values())
      expect({ digests: digests.length, blocks: blocks.length > 0 }).toEqual({ digests: 3, blocks: true });
  });

  test("does not try again what a worker says it cannot do", async () => {
    const faked = new FakedDesk();
    faked.refusal = 'the venue "nasdaq" is not known to this version';
    faked.start();
    await faked.until(() => faked.started !== "no", 5_000);
    expect(faked.started).toEqual(new Error(faked.refusal));
    expect(faked.troubles).toEqual([]);
  });

  test("gives up a worker that dies six times within a minute, and seals what it has without it", async () => {
    const faked = new FakedDesk();
    faked.start();
    await runToWhole(faked);
    const fatal: string[] = [];
    faked.desk.troubles.on((trouble) => void (trouble.fatal && fatal.push(trouble.message)));
    for (let deaths = 0; deaths < 6; deaths++) {
      await faked.until(() => faked.processes.get("analytics-worker 0")?.isReady === true, 10_000);
      faked.kill("analytics-worker 0");
    }
    await faked.until(() => fatal.length > 0, 1_000);
    expect(fatal).toEqual(["analytics-worker ended with SIGKILL; it died 6 times within a minute and is not started again"]);
    await runToClosed(faked);
    expect(faked.disk.sealed).toBe(true);
    expect(faked.closed).toBe(faked.disk.committed);
  });

  test("ends a worker that has fallen silent, and builds it again from the log", async () => {
    for (const victim of VICTIMS.slice(0, -1)) {
      const faked = new FakedDesk();
      faked.start();
      await runToWhole(faked);
      const stuck = faked.processes.get(victim);
      stuck?.freeze();
      await faked.until(() => faked.processes.get(victim) !== stuck, 7_000);
      expect(faked.troubles).toEqual([expect.stringMatching(/^[a-z]+-worker( 1| 2)? has not answered for 5 s; it is ended and started anew$/)]);
      await faked.exchange.time.advance(300);
      await faked.until(() => faked.isWhole, 10_000);
      await runToClosed(faked);
      expectSealed(faked);
    }
  });

  test(`survives any schedule of kills, whole or not when it is closed (seed ${SEED})`, { timeout: 120_000 }, async () => {
    const kill = fc.record({ afterMs: fc.integer({ min: 0, max: 1_500 }), victim: fc.constantFrom(...VICTIMS) });
    const script = fc.record({
      kills: fc.array(kill, { minLength: 1, maxLength: 5 }),
      warm: fc.boolean(),
      closeAtOnce: fc.boolean(),
      rolls: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(script, async ({ kills, warm, closeAtOnce, rolls }) => {
        const faked = new FakedDesk(rolls ? { rollEveryMs: 900 } : {});
        faked.start();
        if (warm) await runToWhole(faked);
        const half = closeAtOnce ? Math.ceil(kills.length / 2) : kills.length;
        for (const [at, { afterMs, victim }] of kills.entries()) {
          if (at === half) faked.close();
          await faked.exchange.time.advance(afterMs % 400 === 0 ? 0 : afterMs);
          faked.kill(victim);
        }
        if (!closeAtOnce) {
          await faked.exchange.time.advance(50);
          await runToWhole(faked);
        }
        await runToClosed(faked);
        const { disk } = faked;
        expect(faked.closed).toBe(disk.committed);
        expect(disk.sealed).toBe(true);
        expect(faked.differences()).toEqual([]);
        if (!closeAtOnce) expectSealed(faked);
      }),
      { seed: SEED, numRuns: 25 },
    );
  });
});
