import { describe, expect, test } from "vitest";
import { type DeskEvent, encodeControl } from "../../src/core/contract/desk.ts";
import { Emitter, Once } from "../../src/core/contract/port-events.ts";
import type { Port, PortMessage } from "../../src/core/contract/port.ts";
import { DeskConnection } from "../../src/renderer/connection/desk-connection.ts";

class FakePort implements Port {
  readonly sent: PortMessage[] = [];
  readonly inbox = new Emitter<PortMessage>();
  readonly closed = new Once<string>();
  readonly post = (message: PortMessage): void => void this.sent.push(message);
  readonly onMessage = (listener: (message: PortMessage) => void) => this.inbox.on(listener);
  readonly onClose = (listener: (reason: string) => void) => this.closed.on(listener);
  readonly close = (): void => this.closed.emit("");
}

const OPENED: DeskEvent = { type: "session.opened", name: "t.tape", venue: "binance", frames: 1, instruments: 0, span: null };

function desk() {
  const ports: FakePort[] = [];
  const waits: number[] = [];
  let retry: (() => void) | null = null;
  let reachable = true;
  const connection = new DeskConnection({
    connect: async () => {
      if (!reachable) throw new Error("the desk does not answer");
      const port = new FakePort();
      ports.push(port);
      return port;
    },
    schedule: (task, ms) => {
      waits.push(ms);
      retry = task;
      return () => (retry = null);
    },
  });
  const events: DeskEvent[] = [];
  connection.onEvent((event) => events.push(event));
  return {
    connection,
    ports,
    waits,
    events,
    get state() {
      return connection.state.get();
    },
    setReachable: (value: boolean) => (reachable = value),
    settle: () => new Promise((resolve) => setImmediate(resolve)),
    retry: async () => {
      const task = retry;
      retry = null;
      task?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe("the connection to the desk", () => {
  test("is open when the desk has said what it plays, and passes on what it says", async () => {
    const at = desk();
    at.connection.open();
    await at.settle();
    expect(at.state).toEqual({ phase: "connecting" });
    at.ports[0]?.inbox.emit(encodeControl(OPENED));
    expect(at.state).toEqual({ phase: "open" });
    expect(at.events).toEqual([OPENED]);
    at.connection.send({ type: "replay.pause" });
    expect(at.ports[0]?.sent).toEqual(['{"type":"replay.pause"}']);
  });

  test("that is lost is tried again, ever more patiently, and quickly again after it held", async () => {
    const at = desk();
    at.connection.open();
    await at.settle();
    at.ports[0]?.inbox.emit(encodeControl(OPENED));
    at.setReachable(false);
    at.ports[0]?.closed.emit("Tapedeck was stopped");
    expect(at.state).toEqual({ phase: "lost", message: "Tapedeck was stopped", retryMs: 250 });
    for (let n = 0; n < 6; n++) await at.retry();
    expect(at.waits).toEqual([250, 500, 1_000, 2_000, 5_000, 5_000, 5_000]);
    expect(at.state).toMatchObject({ phase: "lost", message: "the desk does not answer" });
    at.setReachable(true);
    await at.retry();
    at.ports[1]?.inbox.emit(encodeControl(OPENED));
    expect(at.state).toEqual({ phase: "open" });
    at.ports[1]?.closed.emit("");
    expect(at.waits.at(-1)).toBe(250);
  });

  test("is not tried again once the desk said that nothing more will come", async () => {
    const at = desk();
    at.connection.open();
    await at.settle();
    at.ports[0]?.inbox.emit(encodeControl({ type: "session.failed", message: "t.tape is damaged" }));
    at.ports[0]?.closed.emit("");
    expect(at.state).toEqual({ phase: "failed", message: "t.tape is damaged" });
    expect(at.waits).toEqual([]);
  });

  test("fails, and says so, on a message that is not in the contract", async () => {
    const at = desk();
    at.connection.open();
    await at.settle();
    expect(() => at.ports[0]?.inbox.emit('{"type":"order.filled"}')).toThrow("not in the contract");
    expect(at.state).toMatchObject({ phase: "failed" });
    at.ports[0]?.inbox.emit(encodeControl(OPENED));
    expect(at.events).toEqual([]);
  });

  test("drops what is sent while there is none", () => {
    const at = desk();
    at.connection.send({ type: "replay.play" });
    expect(at.ports).toEqual([]);
  });
});
