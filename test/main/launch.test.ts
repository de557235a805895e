import { describe, expect, test } from "vitest";
import { DEMO } from "../../src/main/desk/live-launch.ts";
import { isLaunch, readLaunch } from "../../src/main/launch.ts";

describe("a start of the program", () => {
  test("without anything wants the live desk on the demo exchange", () => {
    expect(readLaunch([], "/home/me")).toEqual({ tape: null, speed: 1, live: DEMO });
  });

  test("wants the file it names, relative to where the user is, whatever Chromium's own switches say before and after", () => {
    const args = ["--no-sandbox", "--inspect=0", "/app", "--speed", "max", "tapes/monday.tape", "--lang=de"];
    expect(readLaunch(args, "/home/me")).toEqual({ tape: "/home/me/tapes/monday.tape", speed: "max", live: DEMO });
  });

  test("wants the venue it names, with symbols and an endpoint", () => {
    const args = ["/app", "--venue", "binance", "--symbols=BTCUSDT,ETHUSDT,,BTCUSDT", "--endpoint", "http://127.0.0.1:8080", "--no-sandbox"];
    expect(readLaunch(args, "/")).toEqual({
      tape: null,
      speed: 1,
      live: { venue: "binance", symbols: ["BTCUSDT", "ETHUSDT"], endpoint: "http://127.0.0.1:8080" },
    });
    expect(readLaunch(["--venue", "mtgox"], "/").live).toEqual(DEMO);
  });

  test("does not hear what makes no sense: a speed that is not offered, a file that is no session", () => {
    expect(readLaunch(["--speed", "3", "notes.txt"], "/")).toEqual({ tape: null, speed: 1, live: DEMO });
    expect(readLaunch(["--speed"], "/")).toEqual({ tape: null, speed: 1, live: DEMO });
  });

  test.each([
    [{ tape: "/x.tape", speed: 1, live: DEMO }, true],
    [{ tape: null, speed: "max", live: { venue: "binance", symbols: ["A"], endpoint: null } }, true],
    [null, false],
    ["/x.tape", false],
    [{ tape: 5, speed: 1, live: DEMO }, false],
    [{ tape: "/x.tape", speed: 3, live: DEMO }, false],
    [{ tape: "/x.tape", live: DEMO }, false],
    [{ tape: "/x.tape", speed: 1 }, false],
    [{ tape: "/x.tape", speed: 1, live: { venue: "binance", symbols: [5], endpoint: null } }, false],
    [{ tape: "/x.tape", speed: 1, live: { venue: 7, symbols: [], endpoint: null } }, false],
  ])("is read as what comes from outside: %j", (data, expected) => {
    expect(isLaunch(data)).toBe(expected);
  });
});
