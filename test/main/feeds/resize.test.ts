import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FakedDesk } from "./faked-desk.ts";

/** The schedules of every run are the same; another number, of the environment, tries others. */
const SEED = Number(process.env["TAPEDECK_SEED"] ?? 20_261_121);

async function whole(options: ConstructorParameters<typeof FakedDesk>[0] = {}): Promise<FakedDesk> {
  const faked = new FakedDesk(options);
  faked.start();
  await faked.until(() => faked.started !== "no" && faked.isWhole, 20_000);
  expect(faked.started).toBe("yes");
  return faked;
}

async function expectSealed(faked: FakedDesk): Promise<void> {
  faked.close();
  await faked.until(() => faked.closed !== null, 40_000);
  expect(faked.closed).toBe(faked.disk.committed);
  expect([...faked.disks.values()].every(({ sealed }) => sealed)).toBe(true);
  expect(faked.differences()).toEqual([]);
}

const numbers = (faked: FakedDesk): [number, number] => [faked.desk.status.books.length, faked.desk.status.analytics.length];

describe("a live desk whose number of workers changes", () => {
  test.each([
    [4, 2],
    [1, 1],
    [2, 4],
    [3, 1],
  ])("goes on with %i and %i, without a gap, a restart of the feed or a moment without books", async (books, analytics) => {
    const faked = await whole();
    const feed = faked.processes.get("feed-worker");
    faked.resize(books, analytics);
    let live = 3;
    await faked.until(() => {
      live = Math.min(live, faked.desk.report().books.live);
      return numbers(faked).join() === `${books},${analytics}`;
    }, 5_000);
    await faked.exchange.time.advance(2_000);
    expect(live).toBe(3);
    expect(faked.isWhole).toBe(true);
    expect(faked.desk.viewSources.map(({ name }) => name)).toEqual([
      ...Array.from({ length: books }, (_, n) => `books-${n}`),
      ...Array.from({ length: analytics }, (_, n) => `analytics-${n}`),
    ]);
    expect(faked.processes.get("feed-worker")).toBe(feed);
    expect(faked.desk.report()).toMatchObject({ gaps: 0, dropped: 0 });
    expect([...faked.troubles, ...faked.unresized]).toEqual([]);
    expect(faked.victims.filter((name) => name.startsWith("book"))).toHaveLength(books);
    await expectSealed(faked);
  });

  test("changes queues without touching a worker, and lets a smaller one wait until what it holds fits", async () => {
    const faked = await whole();
    faked.resize(2, 1, 8);
    await faked.until(() => faked.desk.report().queues[0]?.bound === 8 * 1024 * 1024, 5_000);
    expect(faked.replaced).toBe(0);
    faked.kill("feed-worker");
    await faked.exchange.time.advance(1_500);
    await faked.until(() => faked.isWhole && faked.desk.report().queues[0]?.bound === 8 * 1024 * 1024, 10_000);
    await expectSealed(faked);
  });

  test("goes on with the last of several numbers that were asked for at once", async () => {
    const faked = await whole();
    faked.resize(4, 4);
    faked.resize(3, 2);
    await faked.exchange.time.advance(300);
    faked.resize(1, 2);
    await faked.until(() => numbers(faked).join() === "1,2", 5_000);
    await faked.exchange.time.advance(3_000);
    expect(numbers(faked)).toEqual([1, 2]);
    expect(faked.unresized).toHaveLength(2);
    expect(faked.victims.filter((name) => name.includes("book") || name.includes("analytics"))).toHaveLength(3);
    expect(faked.isWhole).toBe(true);
    await expectSealed(faked);
  });

  test("is closed in the middle of a change with the workers that it has", async () => {
    const faked = await whole();
    faked.resize(4, 4);
    await faked.exchange.time.advance(60);
    await expectSealed(faked);
    expect(numbers(faked)).toEqual([2, 1]);
    expect(faked.unresized).toHaveLength(1);
  });

  test("goes back to where a file of the recording was changed meanwhile, and is as true there", async () => {
    const faked = await whole({ rollEveryMs: 700 });
    for (const [books, analytics] of [
      [4, 3],
      [1, 1],
      [3, 2],
    ] as const) {
      faked.resize(books, analytics);
      await faked.until(() => numbers(faked).join() === `${books},${analytics}`, 5_000);
      await faked.exchange.time.advance(400);
    }
    expect(faked.disks.size).toBeGreaterThan(2);
    await faked.until(() => faked.isWhole, 5_000);
    await expectSealed(faked);
  });

  test(`survives kills at any moment of a change (seed ${SEED})`, { timeout: 60_000 }, async () => {
    const victim = fc.constantFrom("feed-worker", "store-worker", "book-worker 0", "book-worker 1", "analytics-worker 0", "all");
    const number = fc.integer({ min: 1, max: 4 });
    const event = fc.record({ afterMs: fc.integer({ min: 0, max: 900 }), victim, resize: fc.option(fc.tuple(number, number)) });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 2, maxLength: 5 }), fc.boolean(), async (events, closeAtOnce) => {
        const faked = await whole();
        for (const { afterMs, victim: killed, resize } of events) {
          await faked.exchange.time.advance(afterMs);
          if (resize === null) faked.kill(killed);
          else faked.resize(...resize);
        }
        if (!closeAtOnce) {
          await faked.exchange.time.advance(50);
          await faked.until(() => faked.isWhole, 30_000);
        }
        await expectSealed(faked);
      }),
      { seed: SEED, numRuns: 40 },
    );
  });
});
