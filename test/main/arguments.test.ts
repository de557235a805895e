import { describe, expect, test } from "vitest";
import { DEMO } from "../../src/main/desk/live-launch.ts";
import { readArguments, UsageError } from "../../src/main/arguments.ts";

describe("the command line", () => {
  test("without anything means the live desk on the demo exchange, in a browser", () => {
    expect(readArguments([], "/home/me")).toEqual({ tape: null, speed: 1, live: DEMO, port: 0, open: true });
  });

  test("takes a file relative to where the user is", () => {
    expect(readArguments(["tapes/monday.tape", "--speed", "max", "--port", "8080", "--no-open"], "/home/me")).toEqual({
      tape: "/home/me/tapes/monday.tape",
      speed: "max",
      live: DEMO,
      port: 8080,
      open: false,
    });
  });

  test("takes a venue, its symbols once each, and where to reach it", () => {
    const args = ["--venue", "binance", "--symbols", "BTCUSDT,ETHUSDT,BTCUSDT", "--endpoint", "http://127.0.0.1:8080/"];
    expect(readArguments(args, "/")).toMatchObject({
      live: { venue: "binance", symbols: ["BTCUSDT", "ETHUSDT"], endpoint: "http://127.0.0.1:8080" },
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
    ["a venue that is not there", ["--venue", "mtgox"]],
    ["symbols of no venue", ["--symbols", "BTCUSDT"]],
    ["an endpoint that is none", ["--venue", "binance", "--endpoint", "ftp://127.0.0.1"]],
    ["a file and a venue", ["a.tape", "--venue", "binance"]],
    ["an option that is not there", ["--live"]],
    ["an option without its value", ["--port"]],
  ])("is refused in one line with %s", (_, args) => {
    expect(() => readArguments(args, "/")).toThrow(UsageError);
    expect(() => readArguments(args, "/")).toThrow(/^[^\n]+$/);
  });
});
