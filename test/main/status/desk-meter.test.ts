import { expect, test } from "vitest";
import type { DeskReport } from "../../../src/main/feeds/desk-report.ts";
import { DeskMeter } from "../../../src/main/status/desk-meter.ts";
import { FakeTime } from "../../workers/feed/fake-world.ts";

test("a desk that takes too much warns once, says so each second, and says when it is over", async () => {
  const time = new FakeTime();
  let cpuPercent = 150;
  const report = (): DeskReport => ({
    venue: "binance",
    recording: "/data/x.tape",
    frames: 0,
    storedFrames: 0,
    framesPerSecond: 0,
    books: { live: 0, instruments: 0 },
    gaps: 0,
    merged: 0,
    dropped: 0,
    connections: [],
    processes: [{ name: "book-worker", pid: 1, state: "ready", restarts: 0, cpuPercent, memoryBytes: 0 }],
    queues: [],
    quarantined: [],
  });
  const said: string[] = [];
  const meter = new DeskMeter({
    desk: { report },
    profile: () => "maximum",
    cores: 2,
    own: () => ({ cpuPercent: 10, memoryBytes: 1 }),
    clock: () => time.nowMs,
    schedule: time.schedule,
  });
  meter.warned.on(({ id }) => said.push(`${id} at ${time.nowMs}`));
  meter.eased.on(({ id }) => said.push(`${id} over at ${time.nowMs}`));
  let measured = 0;
  meter.measured.on(({ warnings }) => (measured += warnings.length));
  const beganMs = time.nowMs;
  await time.advance(70_000);
  cpuPercent = 20;
  await time.advance(20_000);
  expect(said).toEqual([`cpu at ${beganMs + 61_000}`, `cpu over at ${beganMs + 81_000}`]);
  expect(measured).toBe(20);
  expect(meter.warnings).toEqual([]);
  meter.stop();
  cpuPercent = 200;
  await time.advance(100_000);
  expect(said).toHaveLength(2);
});
