import { describe, expect, test } from "vitest";
import { isLaunch, readLaunch } from "../../src/main/launch.ts";

describe("a start of the program", () => {
  test("without anything wants the demo session at its recorded pace", () => {
    expect(readLaunch([], "/home/me")).toEqual({ tape: null, speed: 1 });
  });

  test("wants the file it names, relative to where the user is, whatever Chromium's own switches say before and after", () => {
    const args = ["--no-sandbox", "--inspect=0", "/app", "--speed", "max", "tapes/monday.tape", "--lang=de"];
    expect(readLaunch(args, "/home/me")).toEqual({ tape: "/home/me/tapes/monday.tape", speed: "max" });
  });

  test("does not hear what makes no sense: a speed that is not offered, a file that is no session", () => {
    expect(readLaunch(["--speed", "3", "notes.txt"], "/")).toEqual({ tape: null, speed: 1 });
    expect(readLaunch(["--speed"], "/")).toEqual({ tape: null, speed: 1 });
  });

  test.each([
    [{ tape: "/x.tape", speed: 1 }, true],
    [{ tape: null, speed: "max" }, true],
    [null, false],
    ["/x.tape", false],
    [{ tape: 5, speed: 1 }, false],
    [{ tape: "/x.tape", speed: 3 }, false],
    [{ tape: "/x.tape" }, false],
  ])("is read as what comes from outside: %j", (data, expected) => {
    expect(isLaunch(data)).toBe(expected);
  });
});
