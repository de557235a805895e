import { describe, expect, test } from "vitest";
import type { ProfileName } from "../../../src/core/contract/resources.ts";
import { ResourceWatch } from "../../../src/main/status/resource-watch.ts";

const CORES = 4;

/** A watch that is told of one load a second: of the machine in per cent, and bytes in a queue of 1,000. */
function watched(profile: ProfileName = "balanced") {
  const watch = new ResourceWatch({ cores: CORES, profile: () => profile });
  let nowMs = 10_000;
  return (percent: number, seconds = 1, queued = 0) => {
    const queues = [{ name: "feed: frames until stored", size: queued, bound: 1_000, setting: "feedQueueMiB" as const }];
    let warnings = watch.note({ cpuPercent: percent * CORES, queues }, nowMs);
    for (let second = 1; second < seconds; second++) warnings = watch.note({ cpuPercent: percent * CORES, queues }, (nowMs += 1_000));
    nowMs += 1_000;
    return warnings;
  };
}

describe("what a desk takes", () => {
  test("is too much where it was over 70 % of the machine for a minute, and the profile is said to help", () => {
    const load = watched();
    expect(load(71, 60)).toEqual([]);
    const [warning, ...more] = load(71);
    expect(more).toEqual([]);
    expect(warning).toMatchObject({ id: "cpu", setting: "profile", message: expect.stringContaining("TAPEDECK_PROFILE") });
    expect(load(100, 30)).toEqual([warning]);
  });

  test("is not too much at 70 %, nor where a moment of less lay within the minute", () => {
    const load = watched();
    expect(load(70, 300)).toEqual([]);
    expect(load(95, 59)).toEqual([]);
    expect(load(60)).toEqual([]);
    expect(load(95, 60)).toEqual([]);
    expect(load(95, 1)).toHaveLength(1);
  });

  test("is no longer too much after ten seconds of less, and warns again only after another minute", () => {
    const load = watched();
    load(90, 61);
    expect(load(20, 10)).toHaveLength(1);
    expect(load(20)).toEqual([]);
    expect(load(90, 60)).toEqual([]);
    expect(load(90)).toHaveLength(1);
  });

  test("goes on being too much through a short pause", () => {
    const load = watched();
    load(90, 61);
    expect(load(20, 5)).toHaveLength(1);
    expect(load(90)).toHaveLength(1);
    expect(load(20, 10)).toHaveLength(1);
  });

  test("on the smallest profile leaves symbols to be taken away", () => {
    expect(watched("battery")(90, 61)[0]?.message).toContain("fewer symbols");
  });

  test("in a queue is too much over half of its bound until it has eased, and its own setting is said to help", () => {
    const load = watched();
    expect(load(10, 1, 500)).toEqual([]);
    const [warning] = load(10, 1, 501);
    expect(warning).toMatchObject({ id: "queue: feed: frames until stored", setting: "feedQueueMiB" });
    expect(warning?.message).toContain("TAPEDECK_FEED_QUEUE_MIB");
    expect(load(10, 1, 450)).toEqual([warning]);
    expect(load(10, 1, 400)).toEqual([]);
    expect(load(10, 1, 450)).toEqual([]);
  });
});
