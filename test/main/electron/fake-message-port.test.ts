import { expect, test } from "vitest";
import { FakeMessageChannelMain, type FakeMessagePortMain } from "./fake-message-port.ts";

function heard(port: FakeMessagePortMain): unknown[] {
  const messages: unknown[] = [];
  port.on("message", ({ data }: { data: unknown }) => messages.push(data));
  port.on("close", () => messages.push("closed"));
  return messages;
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test("the faked port copies a buffer when it is posted, delivers it later, and not before it is started", async () => {
  const { port1, port2 } = new FakeMessageChannelMain();
  const messages = heard(port2);
  const bytes = new Uint8Array([1]);
  port1.postMessage(bytes.buffer);
  bytes[0] = 2;
  await settle();
  expect(messages).toEqual([]);
  port2.start();
  expect(messages).toEqual([]);
  await settle();
  expect(messages).toEqual([new Uint8Array([1]).buffer]);
});

test("the faked port loses a message with a buffer in its transfer list, and refuses anything else that is no port", async () => {
  const { port1, port2 } = new FakeMessageChannelMain();
  const messages = heard(port2);
  port2.start();
  const { buffer } = new Uint8Array([1]);
  port1.postMessage(buffer, [buffer]);
  expect(() => port1.postMessage("x", [{}])).toThrow(TypeError);
  port1.postMessage("the next one");
  await settle();
  expect(messages).toEqual(["the next one"]);
});

test("the faked port can be handed on with what waits in it, and delivers before it closes", async () => {
  const { port1, port2 } = new FakeMessageChannelMain();
  const carrier = new FakeMessageChannelMain();
  port1.postMessage("before");
  carrier.port1.postMessage(null, [port2]);
  port1.postMessage("on the way");
  const arrived = new Promise<FakeMessagePortMain>((resolve) => {
    carrier.port2.on("message", ({ ports }: { ports: FakeMessagePortMain[] }) => resolve(ports[0] as FakeMessagePortMain));
  });
  carrier.port2.start();
  const port = await arrived;
  const messages = heard(port);
  port1.close();
  port.start();
  await settle();
  expect(messages).toEqual(["before", "on the way", "closed"]);
  expect(() => carrier.port1.postMessage(null, [port2])).toThrow(TypeError);
});
