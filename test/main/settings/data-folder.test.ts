import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { dataFolder } from "../../../src/main/settings/data-folder.ts";

const home = "/home/me";

describe("the user's data", () => {
  test.each([
    ["linux", {}, "/home/me/.local/share/tapedeck"],
    ["linux", { XDG_DATA_HOME: "/data" }, "/data/tapedeck"],
    // The specification: a relative path is invalid, and ignored.
    ["linux", { XDG_DATA_HOME: "data" }, "/home/me/.local/share/tapedeck"],
    ["darwin", {}, "/home/me/Library/Application Support/Tapedeck"],
    ["win32", { LOCALAPPDATA: "/c/local" }, "/c/local/Tapedeck"],
    ["win32", {}, "/home/me/AppData/Local/Tapedeck"],
    ["darwin", { TAPEDECK_DATA: "/elsewhere" }, "/elsewhere"],
    ["linux", { TAPEDECK_DATA: "", XDG_DATA_HOME: "/data" }, "/data/tapedeck"],
  ] as const)("lie on %s with %j in %s", (platform, env, path) => {
    expect(dataFolder({ env, platform, home }).path).toBe(join(path));
  });

  test("lie relative to where the user is, where the name is relative", () => {
    expect(dataFolder({ env: { TAPEDECK_DATA: "here", INIT_CWD: "/there" }, platform: "linux", home }).path).toBe(resolve("/there/here"));
  });

  test("keep the demo's recordings apart", () => {
    const { recordings, demoRecordings } = dataFolder({ env: {}, platform: "linux", home });
    expect(recordings).not.toBe(demoRecordings);
  });
});
