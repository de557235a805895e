import { describe, expect, test } from "vitest";
import { PortChannel, type PortEnvelope } from "../../../src/core/contract/port-channel.ts";
import type { Port, PortMessage } from "../../../src/core/contract/port.ts";

/** Two ends of one pipe; messages cross it only when `deliver` says so, as between processes. */
function pipe() {
  const toServer: PortEnvelope[] = [];
  const toClient: PortEnvelope[] = [];
  const accepted: Port[] = [];
  const client = new PortChannel(
    (envelope) => toServer.push(envelope),
    () => {},
  );
  const server = new PortChannel(
    (envelope) => toClient.push(envelope),
    (port) => accepted.push(port),
  );
  const deliver = (): void => {
    while (toServer.length + toClient.length > 0) {
      for (const envelope of toServer.splice(0)) server.receive(structuredClone(envelope));
      for (const envelope of toClient.splice(0)) client.receive(structuredClone(envelope));
    }
  };
  return { client, server, accepted, deliver };
}

function heard(port: Port): { messages: PortMessage[]; closed: string[] } {
  const messages: PortMessage[] = [];
  const closed: string[] = [];
  port.onMessage((message) => messages.push(message));
  port.onClose((reason) => closed.push(reason));
  return { messages, closed };
}

describe("ports that share a channel", () => {
  test("each get their own messages, text and bytes, in order and both ways", () => {
    const { client, accepted, deliver } = pipe();
    const [a, b] = [client.open(), client.open()];
    deliver();
    const [farA, farB] = accepted as [Port, Port];
    const [atA, atB, atFarA, atFarB] = [a, b, farA, farB].map(heard);
    a.post("one");
    b.post("other");
    a.post(new Uint8Array([1, 2, 3]).buffer);
    farB.post("back");
    deliver();
    expect(atFarA?.messages).toEqual(["one", new Uint8Array([1, 2, 3]).buffer]);
    expect(atFarB?.messages).toEqual(["other"]);
    expect(atB?.messages).toEqual(["back"]);
    expect(atA?.messages).toEqual([]);
  });

  test("close at both ends, once, with the reason, and leave the others open", () => {
    const { client, accepted, deliver } = pipe();
    const [a, b] = [client.open(), client.open()];
    deliver();
    const [farA, farB] = accepted as [Port, Port];
    const [atA, atB, atFarA] = [a, b, farA].map(heard);
    farA.close("not in the contract");
    a.post("too late"); // on its way while the other end closes
    deliver();
    a.close("again");
    deliver();
    expect(atA?.closed).toEqual(["not in the contract"]);
    expect(atFarA).toEqual({ messages: [], closed: ["not in the contract"] });
    farB.post("still here");
    deliver();
    expect(atB).toEqual({ messages: ["still here"], closed: [] });
  });

  test("all close when the other process is gone, and post nothing more", () => {
    const sent: PortEnvelope[] = [];
    const client = new PortChannel(
      (envelope) => sent.push(envelope),
      () => {},
    );
    const port = client.open();
    const at = heard(port);
    client.drop("killed");
    port.post("to nobody");
    port.close();
    expect(at.closed).toEqual(["killed"]);
    expect(sent.map(({ kind }) => kind)).toEqual(["open"]);
  });

  test("tell a listener that comes after the end", () => {
    const { client } = pipe();
    const port = client.open();
    client.drop("killed");
    expect(heard(port).closed).toEqual(["killed"]);
  });

  test("stop calling a listener that was undone", () => {
    const { client, accepted, deliver } = pipe();
    const port = client.open();
    deliver();
    const messages: PortMessage[] = [];
    const undo = port.onMessage((message) => messages.push(message));
    accepted[0]?.post("a");
    deliver();
    undo();
    accepted[0]?.post("b");
    deliver();
    expect(messages).toEqual(["a"]);
  });
});
