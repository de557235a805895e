import { describe, expect, test } from "vitest";
import type { DeskEvent } from "../../src/core/contract/desk.ts";
import { SHELL } from "../../src/core/contract/shell.ts";
import { DeskConnection } from "../../src/renderer/connection/desk-connection.ts";
import { FakeShell, settle } from "./fake-shell.ts";

const HEALTH: DeskEvent = { type: "desk.health", framesPerSecond: 0, cpuPercent: 0, memoryBytes: 0, merged: 0, dropped: 0 };

/** A page that shows every desk it is offered. */
function desk() {
  const shell = new FakeShell();
  const waits: number[] = [];
  const retries: (() => void)[] = [];
  const connection = new DeskConnection({
    connect: shell.connect,
    schedule: (task, ms) => {
      waits.push(ms);
      retries.push(task);
      return () => void retries.splice(retries.indexOf(task), 1);
    },
  });
  const heard: string[] = [];
  connection.onShell((event) => {
    if (event.type === "desk.opened") connection.show(event);
  });
  connection.onPort((source) => source.send({ type: "focus.instrument", instrument: "v:A" }));
  connection.onEvent((event, source) => heard.push(`${source.name} ${event.type}`));
  connection.onLost((source) => heard.push(`lost ${source.name}`));
  return {
    shell,
    connection,
    waits,
    heard,
    state: () => connection.state.get(),
    start: async () => {
      connection.open();
      await settle();
    },
    retry: async () => {
      for (const task of retries.splice(0)) task();
      await settle();
    },
  };
}

/** A live desk of which both sources have spoken. */
async function openDesk() {
  const at = desk();
  await at.start();
  at.shell.openLive();
  await settle();
  for (const name of ["book-1", "analytics-1"]) at.shell.tell(name, HEALTH);
  return at;
}

describe("the connection to the desk", () => {
  test("opens a port to the shell, then one to each source of the desk that it names, and is open when one has spoken", async () => {
    const { shell, heard, state, start } = desk();
    await start();
    expect(shell.ports.map(({ to }) => to)).toEqual([SHELL]);
    shell.openLive();
    await settle();
    expect(shell.ports.map(({ to }) => to)).toEqual([SHELL, "book-1", "analytics-1"]);
    expect(state()).toEqual({ phase: "connecting" });
    shell.tell("analytics-1", HEALTH);
    expect(state()).toEqual({ phase: "open", down: [] });
    expect(heard).toEqual(["analytics-1 desk.health"]);
  });

  test("tells each source at once what it is to know, and all of them what is said to all", async () => {
    const { shell, connection } = await openDesk();
    const focus = { type: "focus.instrument", instrument: "v:A" };
    expect(shell.told("book-1")).toEqual([focus]);
    connection.send({ type: "focus.instrument", instrument: "v:B" });
    expect(shell.told("book-1")).toEqual([{ ...focus, instrument: "v:B" }]);
    expect(shell.told("analytics-1")).toEqual([focus, { ...focus, instrument: "v:B" }]);
    connection.ask({ type: "sessions.list" });
    expect(shell.asked).toEqual([{ type: "sessions.list" }]);
  });

  test("names a source that is out of reach, asks for it again, and goes on with the others meanwhile", async () => {
    const { shell, heard, state, retry } = await openDesk();
    heard.length = 0;
    shell.port("book-1").lose("book-worker ended with SIGKILL");
    expect(state()).toEqual({
      phase: "open",
      down: [{ name: "book-1", parts: ["book"], message: "book-worker ended with SIGKILL", failed: false }],
    });
    shell.tell("analytics-1", HEALTH);
    await retry();
    shell.tell("book-1", HEALTH);
    expect(state()).toEqual({ phase: "open", down: [] });
    expect(heard).toEqual(["lost book-1", "analytics-1 desk.health", "book-1 desk.health"]);
    expect(shell.told("book-1")).toEqual([{ type: "focus.instrument", instrument: "v:A" }]);
  });

  test("does not ask again for a source that said that nothing more will come", async () => {
    const { shell, state, waits } = await openDesk();
    shell.tell("book-1", { type: "session.failed", message: "t.tape is damaged" });
    shell.port("book-1").lose("");
    expect(state()).toMatchObject({ phase: "open", down: [{ name: "book-1", message: "t.tape is damaged", failed: true }] });
    expect(waits).toEqual([]);
  });

  test("leaves the sources of one desk for those of another, and hears nothing more of the first", async () => {
    const { shell, heard, connection } = await openDesk();
    const book = shell.port("book-1");
    heard.length = 0;
    shell.openReplay("a.tape");
    await settle();
    book.say("what is not in the contract is not even read");
    shell.tell("replay of a.tape", HEALTH);
    expect(heard).toEqual(["replay of a.tape desk.health"]);
    expect(connection.desk.get()).toMatchObject({ mode: "replay", session: "a.tape" });
  });

  test("that loses the shell is tried again, ever more patiently, and quickly again after it held", async () => {
    const { shell, waits, state, retry } = await openDesk();
    shell.reachable = false;
    shell.port(SHELL).lose("Tapedeck was stopped");
    expect(state()).toEqual({ phase: "lost", message: "Tapedeck was stopped", retryMs: 250 });
    for (let n = 0; n < 6; n++) await retry();
    expect(waits).toEqual([250, 500, 1_000, 2_000, 5_000, 5_000, 5_000]);
    shell.reachable = true;
    await retry();
    shell.openLive();
    await settle();
    shell.tell("book-1", HEALTH);
    expect(state()).toEqual({ phase: "open", down: [] });
    shell.port(SHELL).lose("");
    expect(waits.at(-1)).toBe(250);
  });

  test("that is being tried is not tried twice at once, however often one asks", async () => {
    const { shell, connection, start } = desk();
    connection.open();
    connection.open();
    await start();
    expect(shell.ports).toHaveLength(1);
  });

  test("fails where the shell says that it can do no more", async () => {
    const { shell, state, waits } = await openDesk();
    shell.say({ type: "desk.trouble", message: "the disk is full", fatal: true });
    shell.port(SHELL).lose("");
    expect(state()).toEqual({ phase: "failed", message: "the disk is full" });
    expect(waits).toEqual([]);
  });

  test("fails, and says so, on a message that is not in the contract", async () => {
    const { shell, state } = await openDesk();
    expect(() => shell.port(SHELL).say('{"type":"order.filled"}')).toThrow("not in the contract");
    expect(state()).toMatchObject({ phase: "failed" });
    expect(() => shell.port("book-1").say(new ArrayBuffer(3))).toThrow("belongs to no stream");
  });

  test("drops what is asked while there is none", () => {
    const { shell, connection } = desk();
    connection.ask({ type: "sessions.list" });
    connection.send({ type: "replay.play" });
    expect(shell.ports).toEqual([]);
  });
});
