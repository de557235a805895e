import { describe, expect, test } from "vitest";
import type { PortMessage } from "../../../src/core/contract/port.ts";
import { TransferablePort } from "../../../src/core/contract/transferable-port.ts";
import { FakeMessageChannelMain } from "../../main/electron/fake-message-port.ts";

function channel() {
  const { port1, port2 } = new FakeMessageChannelMain();
  const port = new TransferablePort(port1, (event, listener) => port1.on(event, listener));
  return { port, near: port1, raw: port2 };
}

function listen(port: TransferablePort): { messages: PortMessage[]; closed: string[] } {
  const heard = { messages: [] as PortMessage[], closed: [] as string[] };
  port.onMessage((message) => heard.messages.push(message));
  port.onClose((reason) => heard.closed.push(reason));
  return heard;
}

describe("a port over a message port of the platform", () => {
  test.each([
    ["a number", 5],
    ["nothing", null],
    ["an object", { kind: "open" }],
    ["a farewell that is none", { closed: 5 }],
    ["a view of a buffer", new Uint8Array([1])],
  ])("closes, and says why, where the other end sends %s", async (_, hostile) => {
    const { port, raw } = channel();
    const { messages, closed } = listen(port);
    const answers: unknown[] = [];
    raw.on("message", ({ data }: { data: unknown }) => answers.push(data));
    raw.start();
    raw.postMessage(hostile);
    raw.postMessage("and goes on");
    await expect.poll(() => closed).toEqual(["a message that is neither text nor bytes"]);
    await expect.poll(() => answers).toEqual([{ closed: "a message that is neither text nor bytes" }]);
    expect(messages).toEqual([]);
  });

  test("keeps what comes until somebody listens", async () => {
    const { port, raw } = channel();
    raw.postMessage("early");
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { messages } = listen(port);
    await expect.poll(() => messages).toEqual(["early"]);
  });

  test("copies a buffer: the sender may go on with its own", async () => {
    const { port, raw } = channel();
    const received: unknown[] = [];
    raw.on("message", ({ data }: { data: unknown }) => received.push(data));
    raw.start();
    const bytes = new Uint8Array([1, 2]);
    port.post(bytes.buffer);
    expect(bytes.byteLength).toBe(2);
    await expect.poll(() => received).toEqual([new Uint8Array([1, 2]).buffer]);
  });

  test("gives up its raw port with all that it holds, and is closed for whoever held it", async () => {
    const { port, near, raw } = channel();
    const closed: string[] = [];
    port.onClose((reason) => closed.push(reason));
    raw.postMessage("for the next holder");
    port.release();
    port.post("too late");
    port.close("too late");
    expect(closed).toEqual([""]);
    const next = new TransferablePort(near, (event, listener) => near.on(event, listener));
    const { messages } = listen(next);
    await expect.poll(() => messages).toEqual(["for the next holder"]);
    const answers: unknown[] = [];
    raw.on("message", ({ data }: { data: unknown }) => answers.push(data));
    raw.start();
    next.post("answer");
    await expect.poll(() => answers).toEqual(["answer"]);
  });

  test("hears nothing once it is closed, though the platform delivers what was on its way", () => {
    let deliver: (event: { data?: unknown }) => void = () => {};
    const posted: unknown[] = [];
    const raw = { postMessage: (message: unknown) => void posted.push(message), start: () => {}, close: () => {} };
    const port = new TransferablePort(raw, (event, listener) => {
      if (event === "message") deliver = listener;
    });
    const { messages, closed } = listen(port);
    port.close("done");
    deliver({ data: "late" });
    deliver({ data: { closed: "late too" } });
    deliver({ data: 5 });
    expect({ messages, closed, posted }).toEqual({ messages: [], closed: ["done"], posted: [{ closed: "done" }] });
  });
});
