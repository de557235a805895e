import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffText } from "../../core/binance-text.ts";
import { FakedDesk } from "./faked-desk.ts";
import { POISONS } from "./poison.ts";

/** The schedules of every run are the same; another number, of the environment, tries others. */
const SEED = Number(process.env["TAPEDECK_SEED"] ?? 20_261_121);

async function whole(options: ConstructorParameters<typeof FakedDesk>[0] = {}): Promise<FakedDesk> {
  const faked = new FakedDesk(options);
  faked.start();
  await faked.until(() => faked.started !== "no" && faked.isWhole, 20_000);
  return faked;
}

/** An update of the book of B that some process does not survive; it says nothing that the exchange has not said. */
function poison(faked: FakedDesk, kind: keyof typeof POISONS): void {
  const text = diffText({ symbol: "BUSDT", U: 1, u: 1, bids: "90 1", E: 1 });
  for (const socket of faked.exchange.live) socket.say(text.replace(/\}$/, `,"x":"${POISONS[kind]}"}`));
}

async function expectSealed(faked: FakedDesk): Promise<void> {
  faked.close();
  await faked.until(() => faked.closed !== null, 40_000);
  expect(faked.closed).toBe(faked.disk.committed);
  expect([...faked.disks.values()].every(({ sealed }) => sealed)).toBe(true);
  expect(faked.differences()).toEqual([]);
}

describe("a message that stops whoever folds it", () => {
  test.each(["book", "analytics", "stuck"] as const)("(%s) is put in quarantine, and the desk goes on without it", async (kind) => {
    const faked = await whole({ bookWorkers: 2, analyticsWorkers: 2 });
    poison(faked, kind);
    await faked.until(() => faked.desk.report().quarantined.length > 0, 40_000);
    await faked.until(() => faked.isWhole, 10_000);
    await faked.exchange.time.advance(2_000);
    const [quarantined, ...more] = faked.desk.report().quarantined;
    expect(more).toEqual([]);
    expect(quarantined?.instrument).toBe("binance:BUSDT");
    expect(faked.troubles.at(-1)).toContain(`message ${quarantined?.rx} of binance:BUSDT stopped a process twice`);
    // One gap, of the one book; the others know nothing of it.
    expect(faked.desk.report()).toMatchObject({ gaps: 1, dropped: 0, books: { live: 3 } });
    expect(faked.disk.quarantined).toEqual(new Map([[quarantined?.rx, "binance:BUSDT"]]));
    await expectSealed(faked);
  });

  test("is no message that was in work when its process was killed once, or twice at different frames", async () => {
    const faked = await whole();
    for (let kills = 0; kills < 3; kills++) {
      faked.kill("book-worker 1");
      await faked.exchange.time.advance(700 + kills);
      await faked.until(() => faked.isWhole, 10_000);
    }
    expect(faked.desk.report()).toMatchObject({ quarantined: [], gaps: 0 });
    await expectSealed(faked);
  });

  test(`goes into quarantine among other deaths too (seed ${SEED})`, { timeout: 60_000 }, async () => {
    const victim = fc.constantFrom("feed-worker", "store-worker", "analytics-worker 0", "all");
    const event = fc.record({ afterMs: fc.integer({ min: 0, max: 1_500 }), victim });
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 2 }),
        fc.constantFrom("book" as const, "analytics" as const),
        fc.integer({ min: 100, max: 900 }),
        async (events, kind, rollEveryMs) => {
          const faked = await whole({ bookWorkers: 2, analyticsWorkers: 1, rollEveryMs });
          poison(faked, kind);
          for (const { afterMs, victim: killed } of events) {
            await faked.exchange.time.advance(afterMs);
            faked.kill(killed);
          }
          await faked.exchange.time.advance(10_000);
          await faked.until(() => faked.isWhole, 40_000);
          await expectSealed(faked);
        },
      ),
      { seed: SEED, numRuns: 15 },
    );
  });
});
