import { afterAll, describe, expect, test } from "vitest";
import { garbled } from "./garbled.ts";
import { Dice, randomRecording } from "./market.ts";
import { rawJsonl } from "./recording.ts";
import { type ReplayReport, Workbench } from "./tapedeck.ts";

const bench = new Workbench();
afterAll(() => bench.dispose());

const COUNT = Number(process.env["TAPEDECK_LONG"] ?? 6);
const FIRST_SEED = Number(process.env["TAPEDECK_SEED"] ?? 3_000);

const seeds = Array.from({ length: COUNT }, (_, n) => FIRST_SEED + n);

function said(report: ReplayReport): ReplayReport {
  return { ...report, framesPerSecond: 0 };
}

describe("a recording whose messages are damaged", { timeout: 60_000 }, () => {
  test.each(seeds)("gives one answer, whoever reads it and in whatever form (seed %i)", (seed) => {
    const { venue, lines: sound } = randomRecording(seed, 40);
    const lines = rawJsonl(garbled(sound, new Dice(seed)));
    const tape = bench.importLines("garbled", venue, lines);
    const whole = bench.replay(tape);
    const { received, applied, duplicate, stale, buffered, control, rejected } = whole.ledger;
    expect(received).toBe(lines.length);
    expect(applied + duplicate + stale + buffered + control + Object.values(rejected).reduce((sum, n) => sum + n, 0)).toBe(lines.length);

    for (const workers of ["2", "4"]) expect([workers, said(bench.replay(tape, "--workers", workers))]).toEqual([workers, said(whole)]);
    const half = Math.floor(lines.length / 2);
    expect(said(bench.replay(tape, "--until", String(half), "--workers", "2"))).toEqual(said(bench.fold(venue, lines.slice(0, half))));
    bench.json("export", tape, "--format", "raw-jsonl", "--out", "garbled.out");
    bench.importFiles("again", venue, "garbled.out");
    expect(said(bench.replay("again.tape"))).toEqual(said(whole));
    expect(bench.json("verify", tape, "--workers", "2")).toMatchObject({ digests: { different: 0, notComparable: 0 } });
  });
});
