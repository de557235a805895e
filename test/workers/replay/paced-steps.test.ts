import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { demoSession } from "../../../src/simulator/demo-session.ts";
import { importFrames } from "../../../src/workers/import/import-session.ts";
import { pacedSteps } from "../../../src/workers/replay/paced-steps.ts";

let folder = "";
let tape = "";
let frames = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tapedeck-steps-"));
  tape = join(folder, "demo.tape");
  const session = demoSession({ seed: 5, seconds: 10, symbols: ["BTCUSDT"] });
  ({ frames } = await importFrames([session], { venue: BINANCE_SPOT, out: tape, format: "simulated", files: [] }));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function stepsOf(untilRx: number, speed: number, foldMs: number): Promise<number[]> {
  const steps: number[] = [];
  for await (const rx of pacedSteps(tape, untilRx, speed)) {
    steps.push(rx);
    if (foldMs > 0) await wait(foldMs);
  }
  return steps;
}

describe("the steps of a paced replay", () => {
  test("end with the last frame, each beyond the one before", async () => {
    const steps = await stepsOf(frames, 1_000, 0);
    expect(steps.at(-1)).toBe(frames);
    expect(steps).toEqual([...new Set(steps)].toSorted((a, b) => a - b));
  });

  test("end also where the tape was played out while the caller was folding", async () => {
    expect((await stepsOf(frames, 1_000_000, 60)).at(-1)).toBe(frames);
  });

  test("end with the frame asked for", async () => {
    expect((await stepsOf(50, 1_000, 0)).at(-1)).toBe(50);
  });
});
