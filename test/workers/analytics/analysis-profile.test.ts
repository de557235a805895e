import { describe, expect, test } from "vitest";
import { analysisProfile, ProfileError } from "../../../src/workers/analytics/analysis-profile.ts";

describe("the profile of analyses", () => {
  test.each([
    ["battery", 8, { workers: 1, queue: 1_000 }],
    ["balanced", 8, { workers: 7, queue: 5_000 }],
    ["balanced", 1, { workers: 1, queue: 5_000 }],
    ["maximum", 8, { workers: 8, queue: 10_000 }],
    ["maximum", 1, { workers: 2, queue: 10_000 }],
  ])("%s on %i cores", (name, cores, expected) => {
    expect(analysisProfile({ TAPEDECK_PROFILE: name }, cores)).toEqual({ name, ...expected });
  });

  test("is balanced where none is named, and takes numbers from the environment", () => {
    expect(analysisProfile({}, 4)).toEqual({ name: "balanced", workers: 3, queue: 5_000 });
    expect(analysisProfile({ TAPEDECK_ANALYSIS_WORKERS: "5", TAPEDECK_ANALYSIS_QUEUE: "20" }, 4)).toMatchObject({ workers: 5, queue: 20 });
  });

  test.each([
    { TAPEDECK_PROFILE: "turbo" },
    { TAPEDECK_ANALYSIS_WORKERS: "0" },
    { TAPEDECK_ANALYSIS_WORKERS: "many" },
    { TAPEDECK_ANALYSIS_WORKERS: "65" },
    { TAPEDECK_ANALYSIS_QUEUE: "-1" },
  ])("refuses %o and says what it takes", (environment) => {
    expect(() => analysisProfile(environment, 4)).toThrow(ProfileError);
    expect(() => analysisProfile(environment, 4)).toThrow(Object.keys(environment)[0]);
  });
});
