import { describe, expect, test } from "vitest";
import { readArguments, UsageError } from "../../src/main/arguments.ts";

describe("the command line", () => {
  test("without anything means the demo session at its recorded pace, in a browser", () => {
    expect(readArguments([], "/home/me")).toEqual({ tape: null, speed: 1, port: 0, open: true });
  });

  test("takes a file relative to where the user is", () => {
    expect(readArguments(["tapes/monday.tape", "--speed", "max", "--port", "8080", "--no-open"], "/home/me")).toEqual({
      tape: "/home/me/tapes/monday.tape",
      speed: "max",
      port: 8080,
      open: false,
    });
  });

  test("asks for help", () => {
    expect(readArguments(["-h"], "/")).toBe("help");
  });

  test.each([
    ["two files", ["a.tape", "b.tape"]],
    ["a speed that is not offered", ["--speed", "3"]],
    ["a port that is none", ["--port", "65536"]],
    ["a port in another notation", ["--port", "0x50"]],
    ["an option that is not there", ["--live"]],
    ["an option without its value", ["--port"]],
  ])("is refused in one line with %s", (_, args) => {
    expect(() => readArguments(args, "/")).toThrow(UsageError);
    expect(() => readArguments(args, "/")).toThrow(/^[^\n]+$/);
  });
});
