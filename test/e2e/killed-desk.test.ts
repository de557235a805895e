import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DeskClient } from "./desk-client.ts";
import { type HeadlessDesk, startDeskIn, tapedeck } from "./headless-desk.ts";

let data = "";
const desks: HeadlessDesk[] = [];

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "tapedeck-killed-"));
});
afterEach(async () => {
  for (const desk of desks) desk.signal("SIGTERM");
  await Promise.all(desks.splice(0).map(({ ended }) => ended));
  rmSync(data, { recursive: true, force: true });
});

async function start(): Promise<HeadlessDesk> {
  const desk = await startDeskIn(data);
  desks.push(desk);
  return desk;
}

const tapes = (): string[] => readdirSync(join(data, "demo")).filter((name) => name.endsWith(".tape")); // prettier-ignore

/** Resolves with the number of frames that are surely stored. */
async function recorded({ address }: HeadlessDesk, least: number): Promise<number> {
  const shell = await (await DeskClient.visit(address)).shell();
  const isEnough = ({ recording }: { recording: { frames: number } | null }): boolean => (recording?.frames ?? 0) >= least;
  return (await shell.heard("desk.status", isEnough)).recording?.frames ?? 0;
}

describe("a data folder", () => {
  test("that a killed desk has left is taken over by the next one, which seals the recording; what was committed is there", async () => {
    const killed = await start();
    const frames = await recorded(killed, 200);
    killed.signal("SIGKILL");
    await killed.ended;
    const [left = ""] = tapes();
    const path = join(data, "demo", left);
    expect(tapedeck("inspect", path)).toMatchObject({ closed: false });
    const next = await start();
    await expect.poll(() => tapedeck("inspect", path), { timeout: 60_000 }).toMatchObject({ closed: true });
    // Stored is what was committed within a quarter of a second or so.
    const sealed = tapedeck("inspect", path) as { frames: number };
    expect(sealed.frames).toBeGreaterThan(frames / 2);
    expect(tapedeck("verify", path)).toMatchObject({ digests: { different: 0 } });
    expect(existsSync(`${path}-wal`)).toBe(false);
    await recorded(next, 1);
    next.signal("SIGTERM");
    const { code, stderr } = await next.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: `tapedeck: sealed ${left}, which was left unfinished: ${sealed.frames} frames are kept\n` });
    expect(readdirSync(join(data, "demo")).toSorted()).toEqual(tapes().toSorted());
    expect(tapes()).toHaveLength(2);
  });

  test("that a desk records to is not another one's: that says so in one line, touches nothing, and stays to say it", async () => {
    const first = await start();
    await recorded(first, 1);
    const second = await start();
    const shell = await (await DeskClient.visit(second.address)).shell();
    const { message, fatal } = await shell.heard("desk.trouble");
    expect(message).toMatch(
      new RegExp(`^another Tapedeck \\(process ${first.pid}, since [^)]*\\) records demo in .*: end that one, or set TAPEDECK_DATA`),
    );
    expect(fatal).toBe(true);
    second.signal("SIGTERM");
    expect(await second.ended).toMatchObject({ code: 0, stderr: `tapedeck: ${message}\n` });
    expect(tapes()).toHaveLength(1);
    const before = await recorded(first, 1);
    await recorded(first, before + 100);
    first.signal("SIGTERM");
    expect(await first.ended).toMatchObject({ code: 0, stderr: "" });
    expect(tapedeck("inspect", join(data, "demo", tapes()[0] ?? ""))).toMatchObject({ closed: true });
  });
});
