import { describe, expect, test } from "vitest";
import { PROFILE_NAMES, RESOURCE_KEYS, resourcesSchema } from "../../../src/core/contract/resources.ts";
import { DEFAULT_CHOICE, profileResources, RESOURCE_VARIABLES, resolveResources } from "../../../src/main/settings/resources.ts";

const resolve = (environment: Record<string, string>, choice = DEFAULT_CHOICE, cores = 4) => resolveResources({ environment, choice, cores });

describe("a profile's numbers", () => {
  test.each([
    ["battery", 8, { bookWorkers: 1, analyticsWorkers: 1, analysisThreads: 1, analysisQueue: 1_000, feedQueueMiB: 32 }],
    ["balanced", 1, { bookWorkers: 1, analysisThreads: 1, analysisQueue: 5_000 }],
    ["balanced", 8, { bookWorkers: 2, analyticsWorkers: 2, analysisThreads: 7, feedQueueMiB: 64 }],
    ["maximum", 1, { bookWorkers: 2, analysisThreads: 2 }],
    ["maximum", 8, { bookWorkers: 4, analyticsWorkers: 4, analysisThreads: 8, analysisQueue: 10_000, foldQueueMiB: 128 }],
  ] as const)("%s on %i cores", (name, cores, expected) => {
    expect(profileResources(name, cores)).toMatchObject(expected);
  });

  test("can be used on every machine, and grow from the least profile to the most", () => {
    for (let cores = 1; cores <= 256; cores++) {
      const profiles = PROFILE_NAMES.map((name) => resourcesSchema.parse(profileResources(name, cores)));
      for (const key of RESOURCE_KEYS) {
        const numbers = profiles.map((profile) => profile[key]);
        expect(numbers, `${key} on ${cores} cores`).toEqual(numbers.toSorted((a, b) => a - b));
      }
    }
  });
});

describe("what a desk may take", () => {
  test("is the balanced profile where nothing was said", () => {
    const resolved = resolve({});
    expect(resolved).toMatchObject({ profile: "balanced", profileIsFixed: false, faults: [] });
    expect(resolved.values).toEqual(profileResources("balanced", 4));
    expect(new Set(Object.values(resolved.from))).toEqual(new Set(["profile"]));
  });

  test("is what the settings say, number by number over their profile", () => {
    const resolved = resolve({}, { profile: "battery", overrides: { bookWorkers: 3 } });
    expect(resolved.values).toEqual({ ...profileResources("battery", 4), bookWorkers: 3 });
    expect(resolved.from).toMatchObject({ bookWorkers: "settings", analyticsWorkers: "profile" });
  });

  test("is what the environment says before all, and that is said", () => {
    const environment = { TAPEDECK_PROFILE: "maximum", TAPEDECK_BOOK_WORKERS: "1", TAPEDECK_FEED_QUEUE_MIB: "16", TAPEDECK_ANALYSIS_QUEUE: "" };
    const resolved = resolve(environment, { profile: "battery", overrides: { bookWorkers: 3, foldQueueMiB: 8 } });
    expect(resolved).toMatchObject({ profile: "maximum", profileIsFixed: true });
    expect(resolved.values).toEqual({ ...profileResources("maximum", 4), bookWorkers: 1, feedQueueMiB: 16, foldQueueMiB: 8 });
    expect(resolved.from).toMatchObject({ bookWorkers: "environment", feedQueueMiB: "environment", foldQueueMiB: "settings" });
  });

  test.each([
    ["TAPEDECK_PROFILE", "turbo", "battery, balanced, maximum"],
    ["TAPEDECK_BOOK_WORKERS", "5", "from 1 to 4"],
    ["TAPEDECK_ANALYTICS_WORKERS", "0", "from 1 to 4"],
    ["TAPEDECK_ANALYSIS_WORKERS", "many", "from 1 to 64"],
    ["TAPEDECK_ANALYSIS_QUEUE", "-1", "from 1 to 1000000"],
    ["TAPEDECK_FEED_QUEUE_MIB", "1e2", "from 4 to 1024"],
  ])("is not what %s=%s asks for: that is said with what it takes, and counts as not set", (name, value, takes) => {
    const resolved = resolve({ [name]: value });
    expect(resolved.faults).toEqual([expect.stringContaining(`${name} takes`)]);
    expect(resolved.faults[0]).toContain(takes);
    expect(resolved.values).toEqual(resolve({}).values);
  });

  test("has a variable of its own for each number", () => {
    expect(new Set(Object.values(RESOURCE_VARIABLES)).size).toBe(RESOURCE_KEYS.length);
  });
});
