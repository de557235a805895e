import { describe, expect, test } from "vitest";
import type { ReplayStatus } from "../../src/core/contract/desk.ts";
import { DeskConnection } from "../../src/renderer/connection/desk-connection.ts";
import { DeskMode } from "../../src/renderer/replay/desk-mode.ts";
import { FakeShell, memory, settle } from "./fake-shell.ts";

const STATUS: ReplayStatus = { type: "replay.status", rx: 7, rxNs: "7000", playing: true, speed: 1, ended: false };
const SOURCE = "replay of hour.tape";

/** A page that has reached the shell; `kept` is what the window kept over a reload. */
async function open(kept = memory()) {
  const shell = new FakeShell();
  const connection = new DeskConnection({ connect: shell.connect, schedule: () => () => {} });
  const mode = new DeskMode({ connection, memory: kept, wallMs: () => 1_000_000 });
  connection.onShell((event) => mode.hear(event));
  connection.onEvent((event) => {
    if (event.type === "replay.status") mode.status(event);
  });
  connection.open();
  await settle();
  const shown = (): string | undefined => connection.desk.get()?.mode;
  return { shell, mode, kept, shown };
}

/** A page in a replay of the recording, which stands at {@link STATUS}. */
async function inReplay() {
  const at = await open();
  at.shell.openLive();
  at.mode.rewind(60_000);
  at.shell.openReplay("hour.tape");
  await settle();
  at.shell.tell(SOURCE, STATUS);
  at.shell.tell(SOURCE, STATUS);
  expect(at.shell.asked).toHaveLength(1);
  return at;
}

describe("the mode of the page", () => {
  test("is live with the live desk; a rewind asks for the recording a minute ago, and the replay plays", async () => {
    const { shell, mode, shown } = await open();
    shell.openLive();
    expect(shown()).toBe("live");
    mode.rewind(60_000);
    expect(shell.asked).toEqual([{ type: "replay.open", session: null, at: { timeNs: "940000000000" } }]);
    expect(mode.opening.get()).toBe("Rewinding the recording…");
    expect(shown()).toBe("live");
    shell.openReplay("hour.tape");
    await settle();
    expect(shown()).toBe("replay");
    expect(mode.opening.get()).toBe("");
    shell.tell(SOURCE, { ...STATUS, playing: false });
    shell.tell(SOURCE, { ...STATUS, playing: false });
    expect(shell.told(SOURCE)).toEqual([{ type: "replay.play" }]);
  });

  test("goes back to live when asked to, and only from a replay that has a live desk beside it", async () => {
    const { shell, mode, shown } = await inReplay();
    mode.toLive();
    expect(shell.asked).toEqual([{ type: "replay.close" }]);
    shell.openLive();
    expect(shown()).toBe("live");
    mode.toLive();
    shell.openReplay("alone.tape", { hasLive: false });
    mode.toLive();
    expect(shell.asked).toEqual([]);
  });

  test("survives a reload: the page asks for its replay, and steers it to where it stood", async () => {
    const before = await inReplay();
    before.shell.tell(SOURCE, { ...STATUS, rx: 9, rxNs: "9000", playing: false, speed: 10 });
    const { shell, mode, shown } = await open(before.kept);
    shell.openLive();
    expect(shown()).toBeUndefined();
    expect(shell.asked).toEqual([{ type: "replay.open", session: "hour.tape", at: { timeNs: "9000" } }]);
    expect(mode.opening.get()).toBe("Opening hour.tape…");
    shell.openReplay("hour.tape");
    await settle();
    shell.tell(SOURCE, { ...STATUS, rx: 8, rxNs: "8000", playing: false });
    expect(shell.told(SOURCE)).toEqual([
      { type: "replay.speed", speed: 10 },
      { type: "replay.pause" },
      { type: "replay.seek", to: { timeNs: "9000" } },
    ]);
    shell.tell(SOURCE, { ...STATUS, rx: 8, rxNs: "8500" });
    shell.tell(SOURCE, { ...STATUS, rx: 8, rxNs: "8900", playing: false });
    expect(shell.told(SOURCE)).toEqual([]);
    // Frames 9 to 11 came in one moment.
    shell.tell(SOURCE, { ...STATUS, rx: 11, rxNs: "9000", playing: false });
    expect(shell.told(SOURCE)).toEqual([{ type: "replay.seek", to: { rx: 9 } }]);
    expect(shown()).toBe("replay");
  });

  test("stops steering where somebody has gone on meanwhile", async () => {
    const before = await inReplay();
    before.shell.tell(SOURCE, { ...STATUS, rx: 9, rxNs: "9000", playing: false });
    const { shell } = await open(before.kept);
    shell.openLive();
    shell.openReplay("hour.tape");
    await settle();
    for (const playing of [true, true, false, true, false]) shell.tell(SOURCE, { ...STATUS, playing });
    shell.told(SOURCE);
    shell.tell(SOURCE, { ...STATUS, rx: 11, rxNs: "9000", playing: false });
    expect(shell.told(SOURCE)).toEqual([]);
  });

  test("of a page that was live is live after a reload", async () => {
    const before = await inReplay();
    before.mode.toLive();
    before.shell.openLive();
    const { shell, shown } = await open(before.kept);
    shell.openLive();
    expect(shown()).toBe("live");
    expect(shell.asked).toEqual([]);
  });

  test("is live where the replay of before cannot be opened any more, and stays so", async () => {
    const before = await inReplay();
    const { shell, mode, shown } = await open(before.kept);
    shell.openLive();
    shell.say({ type: "desk.trouble", message: "hour.tape is not there", fatal: false });
    expect(shown()).toBe("live");
    expect(mode.opening.get()).toBe("");
    const again = await open(before.kept);
    again.shell.openLive();
    expect(again.shown()).toBe("live");
  });

  test("is what the window kept where that makes sense, and live where not", async () => {
    for (const text of ["", "{", '{"session":7}', '{"session":"a","rx":-1,"rxNs":"0","playing":true,"speed":1}']) {
      const { shell, shown } = await open(memory({ "tapedeck.replay": text }));
      shell.openLive();
      expect(shown()).toBe("live");
    }
  });

  test("comes back to its replay when the shell was out of reach", async () => {
    const { shell, mode } = await inReplay();
    mode.lost();
    shell.openLive();
    expect(shell.asked).toEqual([{ type: "replay.open", session: "hour.tape", at: { timeNs: "7000" } }]);
  });
});
