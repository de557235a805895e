import { describe, expect, test } from "vitest";
import { DEMO } from "../../src/main/desk/live-launch.ts";
import type { Launch } from "../../src/main/launch.ts";
import { OpenDesk } from "../../src/main/open-desk.ts";

const launch = (tape: string): Launch => ({ tape, speed: 1, live: DEMO });

function openDesk() {
  const calls: string[] = [];
  const desk = new OpenDesk(async ({ tape }) => {
    calls.push(`start ${tape}`);
    await Promise.resolve();
    if (tape === "bad") throw new Error("bad: no session");
    calls.push(`ready ${tape}`);
    const shown = tape === "live" ? { openSession: async (path: string) => void calls.push(`show ${path}`) } : {};
    return { ...shown, address: `${tape}`, failed: new Promise<string>(() => {}), stop: async () => void calls.push(`stop ${tape}`) };
  });
  return { desk, calls };
}

describe("the open desk", () => {
  test("is replaced when the next is ready", async () => {
    const { desk, calls } = openDesk();
    await desk.open(launch("a"));
    await desk.open(launch("b"));
    expect(calls).toEqual(["start a", "ready a", "start b", "ready b", "stop a"]);
  });

  test("shows a session itself where it is live, and goes on", async () => {
    const { desk, calls } = openDesk();
    await desk.open(launch("live"));
    await desk.open(launch("a"));
    expect(calls).toEqual(["start live", "ready live", "show a"]);
  });

  test("stays where the next cannot be opened", async () => {
    const { desk, calls } = openDesk();
    await desk.open(launch("a"));
    await expect(desk.open(launch("bad"))).rejects.toThrow("bad: no session");
    expect(desk.isOpen).toBe(true);
    await desk.stop();
    expect(calls.at(-1)).toBe("stop a");
  });

  test("is the last one asked for, however fast they are asked for", async () => {
    const { desk, calls } = openDesk();
    await Promise.all([desk.open(launch("a")), desk.open(launch("b"))]);
    expect(calls).toEqual(["start a", "ready a", "start b", "ready b", "stop a"]);
  });

  test("is stopped after a start that is under way, and once", async () => {
    const { desk, calls } = openDesk();
    const opening = desk.open(launch("a"));
    await Promise.all([opening, desk.stop(), desk.stop()]);
    expect(calls).toEqual(["start a", "ready a", "stop a"]);
    expect(desk.isOpen).toBe(false);
  });

  test("is none where the first cannot be opened", async () => {
    const { desk } = openDesk();
    await expect(desk.open(launch("bad"))).rejects.toThrow("bad: no session");
    expect(desk.isOpen).toBe(false);
    await desk.stop();
  });
});
